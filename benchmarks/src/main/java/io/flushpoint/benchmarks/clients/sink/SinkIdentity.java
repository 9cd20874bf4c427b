package io.flushpoint.benchmarks.clients.sink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The key and self-signed certificate by which the sinks of this process are known; made once by the JDK's keytool, which takes a
 * second, for two days.
 */
final class SinkIdentity {
    private static final String ALIAS = "sink";
    /** A store needs one; the key is worth nothing. */
    private static final String PASSWORD = "changeit";

    private final KeyStore store;

    private SinkIdentity(KeyStore store) {
        this.store = store;
    }

    /** The store's bytes; made by whoever asks first. */
    private static final class Made {
        static final byte[] STORE = make();

        private static byte[] make() {
            try {
                Path directory = Files.createTempDirectory("flushpoint-sink");
                Path file = directory.resolve("identity.p12");
                try {
                    runKeytool(file);
                    return Files.readAllBytes(file);
                } finally {
                    Files.deleteIfExists(file);
                    Files.deleteIfExists(directory);
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("no certificate for the sink: " + e.getMessage(), e);
            }
        }
    }

    /** Writes it to a file. */
    static SinkIdentity write(Path file) throws IOException, GeneralSecurityException {
        Files.write(file, Made.STORE);
        return load(file);
    }

    private static void runKeytool(Path file) throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD);
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        int code = keytool.waitFor();
        if (code != 0) {
            throw new IOException("keytool ended with " + code);
        }
    }

    static SinkIdentity load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return new SinkIdentity(store);
    }

    X509Certificate certificate() throws GeneralSecurityException {
        return (X509Certificate) store.getCertificate(ALIAS);
    }

    SSLContext serverContext() throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
