package io.flushpoint.testkit;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** A certificate of a {@link TestPki} with its key, in the forms that configurations ask for. */
public final class Identity {
    /** What protects the key stores. */
    public static final String PASSWORD = "changeit";

    private final X509Bundle bundle;

    Identity(X509Bundle bundle) {
        this.bundle = bundle;
    }

    /** The certificate. */
    public X509Certificate certificate() {
        return bundle.getCertificate();
    }

    /** The certificate and those that vouch for it, without the authority's own. */
    public List<X509Certificate> chain() {
        return List.of(bundle.getCertificatePath());
    }

    /** The private key. */
    public PrivateKey key() {
        return bundle.getKeyPair().getPrivate();
    }

    /** Writes the chain in PEM to a new file in the directory. */
    public Path writeCertificatePem(Path directory) {
        return write(directory, "certificate", bundle.getCertificatePathPEM());
    }

    /** Writes the private key in PEM, PKCS#8, not encrypted, to a new file in the directory. */
    public Path writeKeyPem(Path directory) {
        return write(directory, "key", bundle.getPrivateKeyPEM());
    }

    /** A PKCS#12 key store with key and chain, both under {@link #PASSWORD}. */
    public KeyStore keyStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("identity", key(), PASSWORD.toCharArray(), bundle.getCertificatePath());
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("could not make a key store", e);
        }
    }

    /** Writes {@link #keyStore()} and, as a trusted entry, the authority to a new temporary file. */
    Path writeKeyStore(Identity authority) {
        try {
            KeyStore store = keyStore();
            store.setCertificateEntry("authority", authority.certificate());
            Path file = Files.createTempFile("identity", ".p12");
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, PASSWORD.toCharArray());
            }
            return file;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("could not write a key store", e);
        }
    }

    /** Key managers that present this identity. */
    KeyManager[] keyManagers() {
        return keyManagers(keyStore());
    }

    static KeyManager[] keyManagers(KeyStore store) {
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, PASSWORD.toCharArray());
            return factory.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("could not make key managers", e);
        }
    }

    private static Path write(Path directory, String name, String pem) {
        try {
            return Files.writeString(Files.createTempFile(directory, name, ".pem"), pem);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
