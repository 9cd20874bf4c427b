package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.WireState;
import io.flushpoint.testkit.OpensslServer;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RequiresServers;
import io.flushpoint.testkit.TestPki;
import java.net.URI;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenSSL at the other end, with answers that the test types: key updates, tickets, alerts. */
@RequiresServers
@ParameterizedClass
@MethodSource("io.flushpoint.functional.TlsCombination#pairwise")
class OpensslTest {
    private static final TestPki PKI = TestPki.create();
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    /** More than the sockets take while nobody reads, in lines that are all different. */
    private static final String LARGE =
            IntStream.range(0, 500_000).mapToObj(n -> String.format("%07d", n)).collect(Collectors.joining("\n"));

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
    void anUploadGoesThroughThoughTheServerAsksForNewKeysInItsMidst() throws Exception {
        try (OpensslServer openssl = OpensslServer.start(directory, PKI.server());
                TlsSender sender = combination.start(options())) {
            sender.await(sender.sender().preconnect(uri(openssl)));
            openssl.freeze();
            Delivery upload = sender.send(SendRequest.post(uri(openssl)).text(LARGE), DeliveryLevel.ANSWERED);
            sender.until("the upload begins", () -> sender.sender().metrics().writing() == 1);
            openssl.updateKeys();
            openssl.thaw();
            Receipt first = answered(sender, openssl, upload, LARGE);
            openssl.updateKeys();
            Delivery next = sender.send(SendRequest.post(uri(openssl)).text("after it"), DeliveryLevel.ANSWERED);
            Receipt second = answered(sender, openssl, next, "after it");

            assertThat(openssl.keyUpdates()).isEqualTo(2);
            assertThat(second.connection()).isEqualTo(first.connection());
            assertThat(sender.retries()).isEmpty();
        }
    }

    @Test
    @Proves("many-tickets")
    void manyTicketsAreReadAndTheConnectionIsUsedAgain() throws Exception {
        try (OpensslServer openssl = OpensslServer.start(directory, PKI.server(), "-num_tickets", "50");
                TlsSender sender = combination.start(options())) {
            for (String body : new String[] {"first", "second", "third"}) {
                Delivery delivery = sender.send(SendRequest.post(uri(openssl)).text(body), DeliveryLevel.ANSWERED);
                assertThat(answered(sender, openssl, delivery, body).connection())
                        .hasValue(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-tls1_2 -cipher AES128-SHA",
                "-tls1_1 -cipher DEFAULT@SECLEVEL=0",
                "-tls1_2 -Verify 1 -verify_return_error"
            })
    void whatTheServerRefusesInTheHandshakeFailsThere(String refusing) {
        try (OpensslServer openssl = OpensslServer.start(directory, PKI.server(), refusing.split(" "));
                TlsSender sender = combination.start(options())) {
            SendException refused =
                    sender.refusal(SendRequest.post(uri(openssl)).text("hello"));

            assertThat(refused.failure()).isEqualTo(Failure.TLS_FAILED);
            assertThat(refused.phase()).isEqualTo(Phase.TLS);
            assertThat(refused.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
            assertThat(openssl.said()).doesNotContain("POST");
        }
    }

    /** RFC 8446 §4.4.2.4: it is known only after the handshake. */
    @Test
    void aStrangerIsRefusedAfterTheHandshakeOfTls13AndNeverAnswered() {
        try (OpensslServer openssl = OpensslServer.start(
                        directory, PKI.server(), "-tls1_3", "-Verify", "1", "-verify_return_error");
                TlsSender sender = combination.start(options())) {
            SendException refused =
                    sender.refusal(SendRequest.post(uri(openssl)).text("hello"));

            assertThat(refused.failure()).isIn(Failure.PROTOCOL_ERROR, Failure.CONNECTION_LOST);
            assertThat(refused.status()).isEmpty();
            assertThat(openssl.said()).doesNotContain("POST");
        }
    }

    /** Answers when the whole of the body has arrived. */
    private static Receipt answered(TlsSender sender, OpensslServer openssl, Delivery delivery, String body)
            throws Exception {
        delivery.await(DeliveryLevel.WRITTEN, TlsSender.SOON);
        sender.until("the body", () -> openssl.said().contains("\r\n\r\n" + body));
        openssl.send(OK);
        Receipt receipt = delivery.await(DeliveryLevel.ANSWERED, TlsSender.SOON);
        assertThat(receipt.status()).hasValue(200);
        return receipt;
    }

    private static URI uri(OpensslServer openssl) {
        return URI.create("https://" + TestPki.HOST + ":" + openssl.port() + "/");
    }

    private SenderOptions options() {
        return combination
                .options(TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory)))
                .connectionsPerEndpoint(1);
    }
}
