package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Receipt;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Effect;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.ServerTls;
import io.flushpoint.testkit.TestPki;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A surplus response inside TLS is nobody's answer, wherever the records end, however many sends wait for the connection. */
@ParameterizedClass
@MethodSource("io.flushpoint.functional.TlsCombination#all")
class TlsSurplusTest {
    private static final TestPki PKI = TestPki.create();
    private static final String ANSWER = "HTTP/1.1 204 No Content\r\n\r\n";
    private static final String STRAY = "HTTP/1.1 500 Error\r\nContent-Length: 0\r\n\r\n";

    @TempDir
    private static Path directory;

    @Parameter
    private TlsCombination combination;

    @BeforeEach
    void exists() {
        combination.assumeAvailable();
    }

    static Stream<Arguments> surplus() {
        return Stream.of(
                Arguments.of("in one record", Effects.raw(ANSWER + STRAY)),
                Arguments.of("in a second record of the segment", Effects.rawTogether(ANSWER, STRAY)),
                Arguments.of(
                        "split by records", Effects.rawTogether(ANSWER + STRAY.substring(0, 9), STRAY.substring(9))),
                Arguments.of("in records of a byte", Effects.rawTogether((ANSWER + STRAY).split(""))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("surplus")
    @Proves("two-responses")
    void noSendInTheQueueIsToldTheStatusOfASurplusResponse(String where, Effect effect) throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            ServerTls tls = PKI.serverTls().only(version);
            try (ScriptedServer server = server(Script.answering(effect), tls);
                    TlsSender sender = sender()) {
                List<Delivery> deliveries = sendSix(sender, server);

                areAnsweredTruly(sender, server, deliveries);
                assertThat(sender.retired()).hasSizeGreaterThanOrEqualTo(5).containsOnly(RetireReason.PROTOCOL_ERROR);
            }
        }
    }

    /** As it is after a loop that was busy elsewhere: both are found by the same look at the socket, if not by one read. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("surplus")
    void noSendIsToldItWhereItLayInTheSocketForLong(String where, Effect effect) throws Exception {
        Script script = Script.answering(204).at(At.AFTER_REQUEST.onConnection(1), Effects.stall(), effect);
        surplusInTheSocket(script);
    }

    @Test
    void noSendIsToldItWhereItCameInASegmentOfItsOwn() throws Exception {
        Script script = Script.answering(204)
                .at(
                        At.AFTER_REQUEST.onConnection(1),
                        Effects.stall(),
                        Effects.raw(ANSWER),
                        exchange -> exchange.connection().sendRaw(STRAY));
        surplusInTheSocket(script);
    }

    /** It waits below TLS, which says nothing of it. */
    @Test
    void halfARecordThatCameBeforeASendIsNotTheBeginningOfItsAnswer() throws Exception {
        try (ScriptedServer server = server(Script.answering(204), PKI.serverTls());
                TlsSender sender = sender()) {
            SendRequest request = SendRequest.get(server.uri(TestPki.HOST, "/"));
            sender.answer(request);
            sender.until("an idle connection", () -> sender.sender().metrics().connectionsIdle() == 1);

            AtomicReference<Delivery> later = new AtomicReference<>();
            Callable<?> send = () -> {
                later.set(sender.send(request, DeliveryLevel.ANSWERED));
                sender.until("another connection", () -> server.connections().size() == 2);
                return null;
            };
            try {
                server.connection(1).sendInTwo(STRAY, 10, send);
            } catch (SocketException e) {
                // the client has closed the connection before the rest was written
            }

            Receipt answered = later.get().await(TlsSender.SOON);
            assertThat(answered.status()).hasValue(204);
            assertThat(answered.connection()).hasValue(2);
            assertThat(sender.retired()).contains(RetireReason.PROTOCOL_ERROR);
        }
    }

    private void surplusInTheSocket(Script script) throws Exception {
        try (ScriptedServer server = server(script, PKI.serverTls());
                TlsSender sender = sender()) {
            List<Delivery> deliveries = sendSix(sender, server);
            sender.until("the first request", () -> !server.requests().isEmpty());
            HeldLoop.duringStandstill(sender.sender(), () -> {
                long before = server.connection(1).bytesSent();
                server.connection(1).resume();
                int bytes = ANSWER.length() + STRAY.length();
                Await.until(
                        "answer and surplus", () -> server.connection(1).bytesSent() == before + bytes, TlsSender.SOON);
            });

            areAnsweredTruly(sender, server, deliveries);
        }
    }

    private static List<Delivery> sendSix(TlsSender sender, ScriptedServer server) {
        return IntStream.range(0, 6)
                .mapToObj(n -> sender.send(
                        SendRequest.post(server.uri(TestPki.HOST, "/" + n)).text("x"), DeliveryLevel.ANSWERED))
                .toList();
    }

    private static void areAnsweredTruly(TlsSender sender, ScriptedServer server, List<Delivery> deliveries)
            throws Exception {
        for (Delivery delivery : deliveries) {
            assertThat(delivery.await(DeliveryLevel.ANSWERED, TlsSender.SOON).status())
                    .hasValue(204);
            DeliveryReport report = sender.report(delivery);
            assertThat(report.kind()).isEqualTo(DeliveryReport.Kind.ANSWERED);
            assertThat(report.status()).hasValue(204);
        }
        assertThat(server.requests())
                .allMatch(RecordedRequest::isComplete)
                .extracting(RecordedRequest::target)
                .containsExactlyInAnyOrder("/0", "/1", "/2", "/3", "/4", "/5");
    }

    private static ScriptedServer server(Script script, ServerTls tls) {
        return ScriptedServer.start(script, ServerOptions.defaults().tls(tls));
    }

    private TlsSender sender() {
        TlsOptions trusting = TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory));
        return combination.start(combination.options(trusting).connectionsPerEndpoint(1));
    }
}
