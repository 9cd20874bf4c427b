package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.WireState;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.ConnectionEnd;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a send and its connection, whatever the server answers. */
@ParameterizedClass(name = "{0}")
@EnumSource(Setup.class)
class ResponseTest extends OverHttp1 {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    // ---- proper ones ----

    @ParameterizedTest
    @ValueSource(ints = {100, 102, 103})
    @Proves({"100-unrequested", "102", "103"})
    void interimResponsesAreNotTheAnswer(int interim) {
        ScriptedServer server = serve(Script.answering(201)
                .at(
                        At.AFTER_HEAD,
                        Effects.interim(Response.of(interim).header("Link", "</style.css>")),
                        Effects.interim(interim)));
        Client client = client();
        SendRequest request = SendRequest.post(server.uri("/")).text("x");

        assertThat(client.deliver(request, ANSWERED).status()).hasValue(201);
        assertThat(client.deliver(request, ANSWERED).reused()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"GET, 204", "GET, 304", "HEAD, 200"})
    void aStatusOrMethodWithoutBodyOverrulesTheContentLength(String method, int status) {
        ScriptedServer server =
                serve(Script.answering(Effects.raw("HTTP/1.1 " + status + " X\r\nContent-Length: 5000\r\n\r\n")));
        Client client = client();

        assertThat(client.deliver(SendRequest.of(method, server.uri("/")), ANSWERED)
                        .status())
                .hasValue(status);
        assertThat(client.deliver(SendRequest.of(method, server.uri("/")), ANSWERED)
                        .reused())
                .isTrue();
    }

    @Test
    void bodiesAreReadAndDiscardedSoThatTheConnectionIsReused() {
        ScriptedServer server = serve(Script.answeringInTurn(
                Response.of(200).body("x".repeat(100_000)),
                Response.of(200).body("y".repeat(10_000)).chunked(),
                Response.of(200)));
        Client client = client();

        client.deliver(SendRequest.get(server.uri("/1")), ANSWERED);
        client.awaitIdle();
        client.deliver(SendRequest.get(server.uri("/2")), ANSWERED);
        client.awaitIdle();
        Receipt third = client.deliver(SendRequest.get(server.uri("/3")), ANSWERED);

        assertThat(third.reused()).isTrue();
        assertThat(server.connections()).hasSize(1);
    }

    @Test
    void aHeadThatComesByteByByteIsUnderstood() {
        ScriptedServer server = serve(Script.answering(Effects.drip(OK, Duration.ofMillis(1))));
        Client client = client();

        assertThat(client.deliver(SendRequest.get(server.uri("/")), ANSWERED).status())
                .hasValue(200);
        client.awaitIdle();
    }

    @Test
    @Proves("redirect 302 cross-origin")
    void aRedirectIsNotFollowed() {
        ScriptedServer elsewhere = serve(Script.answering(200));
        ScriptedServer server = serve(Script.answering(
                Response.of(302).header("Location", elsewhere.uri("/").toString())));
        Client client = client();

        Receipt receipt =
                client.deliver(SendRequest.get(server.uri("/")).header("Authorization", "Bearer x"), ANSWERED);

        assertThat(receipt.status()).hasValue(302);
        client.elapse(Duration.ofMillis(20));
        assertThat(elsewhere.connections()).isEmpty();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void cookiesAreNotStored() {
        ScriptedServer server = serve(Script.answering(Response.of(200).header("Set-Cookie", "id=1; Path=/")));
        Client client = client();
        client.deliver(SendRequest.get(server.uri("/")), ANSWERED);

        client.deliver(SendRequest.get(server.uri("/")), ANSWERED);

        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests())
                .allSatisfy(request -> assertThat(request.headers("Cookie")).isEmpty());
    }

    @Test
    @Proves({"expect-100-never-answered", "expect-417", "expect-100-then-close"})
    void noEncodingIsAskedFor() {
        ScriptedServer server = serve(Script.answering(200));
        client().deliver(SendRequest.get(server.uri("/")), ANSWERED);

        RecordedRequest request = server.awaitRequest(Client.PATIENCE);
        assertThat(request.headers("Accept-Encoding")).isEmpty();
        assertThat(request.headers("TE")).isEmpty();
        assertThat(request.headers("Expect")).isEmpty();
    }

    // ---- answers after which the connection is not used again ----

    @Test
    @Proves("connection-close-response")
    void connectionCloseEndsTheConnection() {
        assertRetiredAfterAnswer(Response.of(200).close(), "RESPONSE_SAYS_CLOSE");
    }

    @Test
    @Proves("http10-plain")
    void http10EndsTheConnection() {
        assertRetiredAfterAnswer(Response.of(200).http10(), "RESPONSE_SAYS_CLOSE");
    }

    @Test
    @Proves("http10-keepalive")
    void http10WithKeepAliveEndsTheConnectionAllTheSame() {
        assertRetiredAfterAnswer(
                Response.of(200).header("Connection", "keep-alive").http10(), "RESPONSE_SAYS_CLOSE");
    }

    @Test
    void aBodyThatEndsWithTheConnectionEndsIt() {
        assertRetiredAfterAnswer(Response.of(200).body("x".repeat(2_000)).untilClose(), "RESPONSE_SAYS_CLOSE");
    }

    @Test
    @Proves("truncated cl")
    void aBodyThatIsCutOffLeavesTheAnswerAndEndsTheConnection() {
        ScriptedServer server = serve(Script.answering(exchange -> {
            exchange.respond(Response.of(200).body("x".repeat(100)).declaring(5_000));
            exchange.connection().closeFin();
        }));

        assertRetiredAfterAnswer(server, client(), "PEER_CLOSED");
    }

    @Test
    void aBodyThatIsResetLeavesTheAnswerAndEndsTheConnection() {
        ScriptedServer server = serve(Script.answering(exchange -> {
            exchange.respond(Response.of(200).body("x".repeat(100)).declaring(5_000));
            Effects.pause(Duration.ofMillis(20)).apply(exchange);
            exchange.connection().closeRst();
        }));

        assertRetiredAfterAnswer(server, client(), "PEER_CLOSED");
    }

    @Test
    void aBodyBeyondTheDrainCapEndsTheConnection() {
        ScriptedServer server = serve(Script.answering(Response.of(200).body("x".repeat(20_000))));

        assertRetiredAfterAnswer(server, client(options -> options.drainBytes(10_000)), "DRAIN_CAP");
    }

    @Test
    void aBodyUpToTheDrainCapKeepsTheConnection() {
        ScriptedServer server = serve(Script.answering(Response.of(200).body("x".repeat(10_000))));
        Client client = client(options -> options.drainBytes(10_000));
        client.deliver(SendRequest.get(server.uri("/")), ANSWERED);
        client.awaitIdle();

        assertThat(client.deliver(SendRequest.get(server.uri("/")), ANSWERED).reused())
                .isTrue();
    }

    @Test
    void anEndlessBodyIsCutOff() {
        ScriptedServer server = serve(Script.answering(exchange -> {
            exchange.respondRaw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            while (exchange.connection().end() == ConnectionEnd.OPEN) {
                exchange.connection().sendRaw("400\r\n" + "x".repeat(1_024) + "\r\n");
            }
        }));

        assertRetiredAfterAnswer(server, client(), "DRAIN_CAP");
        server.connection(1).awaitEnd(Client.PATIENCE);
    }

    @Test
    void chunkExtensionsCountAsBodyWhenItIsCutOff() {
        ScriptedServer server = serve(Script.answering(exchange -> {
            exchange.respondRaw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            for (int i = 0; i < 100; i++) {
                exchange.connection().sendRaw("1;" + "x".repeat(997) + "\r\ny\r\n");
            }
            exchange.connection().sendRaw("0\r\n\r\n");
        }));

        assertRetiredAfterAnswer(server, client(options -> options.drainBytes(50_000)), "DRAIN_CAP");
    }

    @Test
    @Proves("slow-drip 1 B/s")
    void aBodyThatDripsIsCutOffInTime() {
        ScriptedServer server = serve(Script.answering(exchange -> {
            exchange.connection().sendRaw("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n");
            exchange.drip(new byte[5_000], Duration.ofMillis(5));
        }));

        assertRetiredAfterAnswer(server, client(options -> options.drainTime(Duration.ofMillis(100))), "DRAIN_CAP");
    }

    @Test
    @Proves("slow-drip 1 B/s")
    void aHeadThatDripsDoesNotOutliveTheAnswersDeadline() {
        ScriptedServer server =
                serve(Script.answering(Effects.drip("HTTP/1.1 200 " + "y".repeat(5_000), Duration.ofMillis(5))));
        Client client = client(options -> options.answerDeadline(Duration.ofMillis(120)));

        Delivery delivery = client.send(SendRequest.get(server.uri("/")));

        DeliveryReport report = client.report(delivery);
        assertThat(report.kind()).isEqualTo(DeliveryReport.Kind.UNKNOWN);
        assertThat(report.failure()).hasValue(Failure.ANSWER_TIMEOUT);
    }

    @Test
    @Proves("bad-chunk-size")
    void aBadChunkSizeLeavesTheAnswerAndEndsTheConnection() {
        ScriptedServer server = serve(Script.answering(
                Effects.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n0\r\n\r\n")));

        assertRetiredAfterAnswer(server, client(), "PROTOCOL_ERROR");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1\nx\n0\n\n", // LF alone
                "1\r\nx\n0\r\n\r\n",
                "FFFFFFFFFFFFFFFFF\r\nx\r\n0\r\n\r\n", // beyond any number
                "80000000\n",
                "-1\r\nx\r\n0\r\n\r\n",
                "1;a=\"\n\"\r\nx\r\n0\r\n\r\n", // a line within an extension
                "1;\nx\r\n0\r\n\r\n"
            })
    @Proves({"lf-only", "overflow", "bad-extension"})
    void chunksInDoubtLeaveTheAnswerAndEndTheConnection(String chunks) {
        ScriptedServer server =
                serve(Script.answering(Effects.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)));

        assertRetiredAfterAnswer(server, client(), "PROTOCOL_ERROR");
    }

    /** Sixteen megabytes of zeros in some sixteen kilobytes. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br"})
    @Proves({"gzip-bomb", "br-bomb"})
    void nothingIsUnpacked(String coding) throws IOException {
        byte[] bomb = gzip(new byte[16 << 20]);
        ScriptedServer server = serve(Script.answering(
                Response.of(500).header("Content-Encoding", coding).body(bomb)));
        Client client = client(options -> options.drainBytes(bomb.length));

        Delivery delivery = client.send(SendRequest.get(server.uri("/")).keepErrorContent(1_000), ANSWERED);

        assertThat(client.outcome(delivery.excerpt()).content()).isEqualTo(Arrays.copyOf(bomb, 1_000));
        client.awaitIdle();
        assertThat(client.deliver(SendRequest.get(server.uri("/")), ANSWERED).reused())
                .isTrue();
    }

    static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }

    @Test
    @Proves("two-responses")
    void aSecondResponseEndsTheConnectionAndIsNobodysAnswer() {
        ScriptedServer server = serve(
                Script.answering(200).at(At.AFTER_REQUEST.onConnection(1), Effects.raw(OK + OK.replace("200", "500"))));

        assertRetiredAfterAnswer(server, client(), "PROTOCOL_ERROR");
    }

    @Test
    @Proves("extra-bytes-after-response")
    void halfALineAfterTheResponseEndsTheConnection() {
        ScriptedServer server =
                serve(Script.answering(200).at(At.AFTER_REQUEST.onConnection(1), Effects.raw(OK + "HTTP/1.1 2")));

        assertRetiredAfterAnswer(server, client(), "PROTOCOL_ERROR");
    }

    @Test
    void aBodyWhereNoneMayBeEndsTheConnection() {
        ScriptedServer server = serve(Script.answering(200)
                .at(
                        At.AFTER_REQUEST.onConnection(1),
                        Effects.raw("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello")));

        Client client = client();
        client.deliver(SendRequest.get(server.uri("/")), ANSWERED);
        client.awaitEvent("retired 1 PROTOCOL_ERROR");
    }

    private void assertRetiredAfterAnswer(Response response, String reason) {
        assertRetiredAfterAnswer(serve(Script.answering(response)), client(), reason);
    }

    private static void assertRetiredAfterAnswer(ScriptedServer server, Client client, String reason) {
        Delivery delivery = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        assertThat(client.reach(delivery, ANSWERED).status()).hasValue(200);
        client.awaitEvent("retired 1 " + reason);
        assertThat(client.report(delivery).kind()).isEqualTo(DeliveryReport.Kind.ANSWERED);

        assertThat(client.deliver(SendRequest.get(server.uri("/")), ANSWERED).connection())
                .hasValue(2);
    }

    // ---- what is no HTTP/1.1 response ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "<html>hello</html>\n",
                "ICY 200 OK\r\n\r\n",
                "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/3 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 99 Low\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 1000 High\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 abc X\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 -1 X\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 +200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 0200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 00200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200OK\r\nContent-Length: 0\r\n\r\n",
                "\u0001HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            })
    @Proves({"garbage", "http/0.9", "icy", "http/2.0 on h1"})
    void whatIsNoProperResponseIsAProtocolError(String bytes) {
        assertProtocolError(bytes);
    }

    /** Once the status line is understood, nothing that follows can take the answer back. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
                "Content-Length: 2, 2\r\n\r\nxx",
                "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                "Content-Length: -1\r\n\r\n",
                "Content-Length: +1\r\n\r\nx",
                "Content-Length: 99999999999999999999\r\n\r\nx",
                "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "nocolon\r\n\r\n",
                "no colon\r\nContent-Length: 0\r\n\r\n",
                "Content-Length: 0\r\nno\tcolon either\r\n\r\n",
                "Content-Length: 0\n\n",
                "X: \0\r\nContent-Length: 0\r\n\r\n"
            })
    @Proves({"cl+te", "dup-cl", "neg-cl", "huge-cl"})
    void aHeadInDoubtLeavesTheAnswer(String rest) {
        for (String line :
                new String[] {"HTTP/1.1 200 OK\r\n", "HTTP/1.0 200 OK\r\n", "HTTP/1.1 200 OK\n", "HTTP/1.1 200\r\n"}) {
            assertAnsweredAsTold(line + rest, 200);
        }
        assertAnsweredAsTold(
                "HTTP/1.1 103 Hints\n" + rest.lines().findFirst().orElseThrow() + "\n\n" + "HTTP/1.1 500 Error\r\n"
                        + rest,
                500);
    }

    @Test
    @Proves("header-flood")
    void aHeadBeyondItsBoundLeavesTheAnswer() {
        assertAnsweredAsTold(
                "HTTP/1.1 200 OK\r\nSet-Cookie: " + "y".repeat(20_000) + "\r\nContent-Length: 0\r\n\r\n", 200);
        assertAnsweredAsTold("HTTP/1.1 200 " + "y".repeat(20_000) + "\r\nContent-Length: 0\r\n\r\n", 200);
        assertAnsweredAsTold("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(10_000) + "\r\n", 200);
        assertRetiredAfterAnswer(
                serve(Script.answering(
                        Effects.raw("HTTP/1.1 200 OK\r\nSet-Cookie: " + "y".repeat(20_000) + "\r\n\r\n"))),
                client(),
                "PROTOCOL_ERROR");
    }

    private void assertAnsweredAsTold(String bytes, int status) {
        ScriptedServer server = serve(Script.answering(201).at(At.AFTER_REQUEST.onConnection(1), Effects.raw(bytes)));
        Client client = client();

        Delivery delivery = client.send(SendRequest.post(server.uri("/")).text("x"), ANSWERED);

        assertThat(client.reach(delivery, ANSWERED).status()).hasValue(status);
        assertThat(client.report(delivery).kind()).isEqualTo(DeliveryReport.Kind.ANSWERED);
        assertThat(client.deliver(SendRequest.post(server.uri("/")).text("y"), ANSWERED)
                        .status())
                .as("of its own")
                .hasValue(201);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void interimResponsesAreBoundedInNumberAndBytes() {
        assumeFalse(setup.isSecure(), "takes long, and counts what TLS has opened already");
        String hint = "HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n";
        assertThat(assertProtocolError(hint.repeat(65) + OK)).hasMessageContaining("INTERIM_RESPONSES (64)");
        assertThat(assertProtocolError("HTTP/1.1 103 Hints\r\nLink: " + "y".repeat(70_000)))
                .hasMessageContaining("INTERIM_BYTES (65536)");
        assertThat(assertProtocolError("\r\n".repeat(40_000))).hasMessageContaining("INTERIM_BYTES (65536)");
        ScriptedServer server = serve(Script.answering(Effects.raw(hint.repeat(64) + OK)));
        assertThat(client().deliver(SendRequest.get(server.uri("/")), ANSWERED).status())
                .hasValue(200);
    }

    @Test
    void whatThePeerSpeaksInsteadIsTold() {
        assertThat(assertProtocolError("\0\0\0\4\0\0\0\0\0")).hasMessageContaining("the peer speaks HTTP/2");
        assertThat(assertProtocolError("\25\3\3\0\2\2\50")).hasMessageContaining("the peer speaks TLS");
        assertThat(assertProtocolError("HTTP/1.1 101 Switching Protocols\r\n\r\n"))
                .hasMessageContaining("status 101");
        assertThat(assertProtocolError("HTTP/1.1 99 Low\r\n\r\n")).hasMessageContaining("not three digits");
    }

    // ---- an answer belongs to its request ----

    @Test
    void aServerThatClosesEveryConnectionAtOnceIsNotCalledForEver() {
        assumeFalse(setup.isSecure(), "TLS fails in the handshake");
        ScriptedServer server = serve(Script.answering(200).at(At.ON_ACCEPT, Effects.closeFin()));
        Client client = clientOfOneConnection();

        SendException failure = client.fail(client.send(SendRequest.get(server.uri("/")), ANSWERED), ANSWERED);

        assertThat(failure.failure()).isEqualTo(Failure.CONNECTION_LOST);
        assertThat(server.connections())
                .hasSizeBetween(1, 4); // two attempts, each on the second connection at the latest
    }

    private SendException assertProtocolError(String bytes) {
        ScriptedServer server = serve(Script.answering(200).at(At.AFTER_REQUEST.onConnection(1), Effects.raw(bytes)));
        Client client = client(options -> options.answerDeadline(Duration.ofSeconds(2)));

        Delivery delivery = client.send(SendRequest.post(server.uri("/")).text("x"), ANSWERED);

        SendException failure = client.fail(delivery, ANSWERED);
        Failures.expect(failure, Failure.PROTOCOL_ERROR, Phase.ANSWER, WireState.FULLY_WRITTEN);
        DeliveryReport report = client.report(delivery);
        assertThat(report.kind()).isEqualTo(DeliveryReport.Kind.LOST);
        assertThat(report.failure()).hasValue(Failure.PROTOCOL_ERROR);
        assertThat(client.events().lines("retired")).containsExactly("retired 1 PROTOCOL_ERROR");
        assertThat(client.reach(delivery, WRITTEN).attempts()).isEqualTo(1);
        assertThat(client.deliver(SendRequest.get(server.uri("/")), ANSWERED).connection())
                .hasValue(2);
        return failure;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "HTTP/1.1 2", "HTTP/1.1 200 O", "HTTP/1.1 103 Hints\r\nLi", "HTTP/1.1 103 Hints\r\n\r\nHT"})
    @Proves("truncated header")
    void aStatusLineThatIsCutOffIsALostAnswer(String beginning) {
        ScriptedServer server = serve(Script.answering(exchange -> {
            exchange.respondRaw(beginning.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            exchange.connection().closeFin();
        }));
        Client client = client();

        Delivery delivery = client.send(SendRequest.post(server.uri("/")).text("x"), ANSWERED);

        DeliveryReport report = client.report(delivery);
        assertThat(report.kind()).isEqualTo(DeliveryReport.Kind.LOST);
        assertThat(report.failure()).hasValue(Failure.CONNECTION_LOST);
        assertThat(server.requests()).hasSize(1);
    }
}
