package io.flushpoint.functional;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Receipt;
import io.flushpoint.SendRequest;
import io.flushpoint.TlsOptions;
import io.flushpoint.Transport;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.ServerTls;
import io.flushpoint.testkit.TestPki;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Handshake messages after the handshake (RFC 8446 §4.6): a sender reads them and answers them while it writes. */
@ParameterizedClass
@MethodSource("io.flushpoint.functional.TlsCombination#pairwise")
class TlsKeyUpdateTest {
    private static final TestPki PKI = TestPki.create();
    private static final int BODY_BYTES = 3_000_000;
    private static final int BETWEEN_UPDATES = 200_000;

    @TempDir
    private static Path directory;

    @Parameter
    private TlsCombination combination;

    @BeforeEach
    void exists() {
        combination.assumeAvailable();
    }

    @Test
    @Proves("keyupdate-during-upload")
    void anUploadGoesThroughWhileTheServerAsksForNewKeysAgainAndAgain() throws Exception {
        byte[] body = new byte[BODY_BYTES];
        new Random(1).nextBytes(body);
        try (SSLServerSocket listener = listen();
                TlsSender sender = combination.start(
                        TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory)))) {
            CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> serve(listener));
            String uri = "https://" + TestPki.HOST + ":" + listener.getLocalPort() + "/";
            Receipt first = sender.answer(SendRequest.post(uri).body(body, "application/octet-stream"));
            Delivery second = sender.send(SendRequest.get(uri), DeliveryLevel.ANSWERED);
            Receipt after = second.await(DeliveryLevel.ANSWERED, TlsSender.SOON);

            assertThat(first.status()).hasValue(200);
            assertThat(after.reused()).isTrue();
            assertThat(after.connection()).isEqualTo(first.connection());
            assertThat(Arrays.equals(received.join(), body)).isTrue();
            assertThat(sender.retries()).isEmpty();
        }
    }

    /** The sender's replies take places on the socket too, between the requests. */
    @Test
    void whatIsWrittenAmidRepliesToKeyUpdatesIsAcknowledged() throws Exception {
        assumeThat(combination.transport()).isNotEqualTo(Transport.NIO);
        try (SSLServerSocket listener = listen();
                TlsSender sender = combination.start(
                        TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory)))) {
            CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> serve(listener));
            String uri = "https://" + TestPki.HOST + ":" + listener.getLocalPort() + "/";
            Delivery upload = sender.send(
                    SendRequest.post(uri).body(new byte[BODY_BYTES], "application/octet-stream"),
                    DeliveryLevel.ACKNOWLEDGED);
            upload.await(DeliveryLevel.ACKNOWLEDGED, TlsSender.SOON);
            upload.await(DeliveryLevel.ANSWERED, TlsSender.SOON);
            Delivery after = sender.send(SendRequest.get(uri), DeliveryLevel.ACKNOWLEDGED);
            after.await(DeliveryLevel.ACKNOWLEDGED, TlsSender.SOON);

            assertThat(after.await(DeliveryLevel.ANSWERED, TlsSender.SOON).reused())
                    .isTrue();
            assertThat(received.join()).hasSize(BODY_BYTES);
        }
    }

    private static SSLServerSocket listen() throws IOException {
        ServerTls tls = PKI.serverTls();
        SSLServerSocket listener = (SSLServerSocket)
                tls.context().getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        listener.setEnabledProtocols(new String[] {"TLSv1.3"});
        return listener;
    }

    /** Reads a body and then a request without one, and answers both; asks for new keys all the time. */
    private static byte[] serve(SSLServerSocket listener) {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            readHead(in);
            byte[] body = new byte[BODY_BYTES];
            for (int read = 0; read < BODY_BYTES; read += BETWEEN_UPDATES) {
                in.readFully(body, read, BETWEEN_UPDATES);
                socket.startHandshake(); // once there is a session of TLS 1.3, this is a KeyUpdate that asks for one
                // in return
            }
            answer(socket);
            socket.startHandshake();
            readHead(in);
            answer(socket);
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
    }

    private static void readHead(DataInputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(in.readByte());
        }
    }
}
