package io.flushpoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestPkiTest {
    private final TestPki pki = TestPki.create();

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "::1"})
    void aCheckingClientAcceptsTheServerUnderEachOfItsNames(String name) {
        assertThatNoException().isThrownBy(() -> handshake(pki.server(), name));
    }

    @Test
    void aCheckingClientRefusesEveryBadIdentity() throws Exception {
        for (Identity bad : new Identity[] {
            pki.wrongHost(),
            pki.expired(),
            pki.notYetValid(),
            pki.selfSigned(),
            TestPki.create().server()
        }) {
            assertThatExceptionOfType(SSLException.class).isThrownBy(() -> handshake(bad, "localhost"));
        }
        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> handshake(pki.server("localhost"), "127.0.0.1"));
        assertThatExceptionOfType(CertificateExpiredException.class)
                .isThrownBy(() -> pki.expired().certificate().checkValidity());
        assertThatExceptionOfType(CertificateNotYetValidException.class)
                .isThrownBy(() -> pki.notYetValid().certificate().checkValidity());
    }

    @Test
    void writesWhatReadersOfPemExpect(@TempDir Path directory) throws Exception {
        Identity client = pki.client();

        try (var pem = Files.newInputStream(client.writeCertificatePem(directory))) {
            assertThat(CertificateFactory.getInstance("X.509").generateCertificate(pem))
                    .isEqualTo(client.certificate());
        }
        String key = Files.readString(client.writeKeyPem(directory));
        assertThat(key).startsWith("-----BEGIN PRIVATE KEY-----");
        byte[] der = Base64.getMimeDecoder().decode(key.replaceAll("-----[A-Z ]+-----", ""));
        assertThat(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)))
                .isEqualTo(client.key());
    }

    @Test
    void aKeyStoreFileMakesTheSameServerElsewhere() throws Exception {
        Identity server = pki.server();
        Path keyStore = server.writeKeyStore(pki.authority());
        try (ScriptedServer scripted = ScriptedServer.start(
                        Script.answering(200),
                        ServerOptions.defaults().tls(TestPki.serverTls(keyStore).needClientCertificate()));
                RawClient client =
                        RawClient.connect(scripted.address(), pki.clientContext(pki.client()), "localhost")) {
            client.send("GET / HTTP/1.1\r\n\r\n");
            assertThat(client.receiveUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        } finally {
            Files.delete(keyStore);
        }
    }

    private void handshake(Identity server, String name) throws IOException {
        ServerOptions options = ServerOptions.defaults().tls(pki.serverTls(server));
        try (ScriptedServer scripted = ScriptedServer.start(Script.answering(200), options);
                RawClient plain = RawClient.connect(scripted.address());
                SSLSocket layer = (SSLSocket) pki.clientContext()
                        .getSocketFactory()
                        .createSocket(plain.socket(), name, scripted.port(), true)) {
            SSLParameters parameters = layer.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            layer.setSSLParameters(parameters);
            layer.startHandshake();
        }
    }
}
