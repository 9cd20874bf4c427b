package io.flushpoint.testkit;

import static io.flushpoint.testkit.Effects.closeFin;
import static io.flushpoint.testkit.Effects.closeRst;
import static io.flushpoint.testkit.Effects.drip;
import static io.flushpoint.testkit.Effects.halfClose;
import static io.flushpoint.testkit.Effects.interim;
import static io.flushpoint.testkit.Effects.raw;
import static io.flushpoint.testkit.Effects.respond;
import static io.flushpoint.testkit.Effects.stall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScriptedServerTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String GET = "GET /a?b=c HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    @Test
    void recordsTheExactBytesOfARequest() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                RawClient client = RawClient.connect(server.address())) {
            String head = "POST /p HTTP/1.1\r\nHost: h\r\nx-a:1\r\nX-A:  2 \r\nContent-Length: 5\r\n\r\n";
            client.send(head + "hello");

            assertThat(client.receiveUntil("\r\n\r\n")).isEqualTo(OK);
            RecordedRequest request = server.awaitRequest(SOON);
            assertThat(request.head()).isEqualTo(head);
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.target()).isEqualTo("/p");
            assertThat(request.version()).isEqualTo("HTTP/1.1");
            assertThat(request.headers("X-A")).containsExactly("1", "2");
            assertThat(request.headers())
                    .extracting(HeaderLine::name)
                    .containsExactly("Host", "x-a", "X-A", "Content-Length");
            assertThat(request.bodyText()).isEqualTo("hello");
            assertThat(new String(request.wire(), StandardCharsets.ISO_8859_1)).isEqualTo(head + "hello");
            assertThat(request.isComplete()).isTrue();
            assertThat(request.firstByteNanos()).isLessThanOrEqualTo(request.lastByteNanos());
        }
    }

    @Test
    void decodesChunksAndTrailers() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(204));
                RawClient client = RawClient.connect(server.address())) {
            client.send(
                    "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: v\r\n\r\n");

            assertThat(client.receiveUntil("\r\n\r\n")).isEqualTo("HTTP/1.1 204 No Content\r\n\r\n");
            RecordedRequest request = server.awaitRequest(SOON);
            assertThat(request.bodyText()).isEqualTo("abc0123456789");
            assertThat(request.trailers()).containsExactly(new HeaderLine("T", "v"));
        }
    }

    @Test
    void keepsLengthAndDigestOfALargeBody() throws Exception {
        byte[] body = new byte[200_000];
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                RawClient client = RawClient.connect(server.address())) {
            client.send("POST / HTTP/1.1\r\nContent-Length: 200000\r\n\r\n").send(body);

            RecordedRequest request = server.awaitRequest(SOON);
            assertThat(request.bodyLength()).isEqualTo(200_000);
            assertThat(request.bodySha256())
                    .isEqualTo("4cbbd9be0cba685835755f827758705db5a413c5494c34262cd25946a73e7582");
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(request::body);
        }
    }

    @Test
    void servesManyRequestsOnOneConnectionAndCountsConnections() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.answeringInTurn(Response.of(500), Response.of(200)));
                RawClient first = RawClient.connect(server.address());
                RawClient second = RawClient.connect(server.address())) {
            assertThat(first.send(GET).receiveUntil("\r\n\r\n")).startsWith("HTTP/1.1 500 ");
            assertThat(first.send(GET).receiveUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(second.send(GET).receiveUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 ");

            assertThat(server.connections()).hasSize(2);
            assertThat(server.connection(1).requests()).hasSize(2);
            assertThat(server.requests())
                    .extracting(RecordedRequest::connection)
                    .containsExactly(1, 1, 2);
            assertThat(server.connection(1).clientPort())
                    .isEqualTo(first.socket().getLocalPort());
        }
    }

    @Test
    void tellsHowTheClientEndedTheConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.silent())) {
            RawClient.connect(server.address()).send(GET).close();
            assertThat(server.connection(1).awaitEnd(SOON)).isEqualTo(ConnectionEnd.CLIENT_FIN);
            assertThat(server.requests().get(0).isComplete()).isTrue();

            RawClient cut = RawClient.connect(server.address());
            cut.send("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhe");
            Await.until(() -> server.connection(2).bytesReceived() == 40, SOON);
            cut.socket().setSoLinger(true, 0);
            cut.close();
            assertThat(server.connection(2).awaitEnd(SOON)).isEqualTo(ConnectionEnd.CLIENT_RST);
            assertThat(server.connection(2).requests().get(0).isComplete()).isFalse();
            assertThat(server.connection(2).requests().get(0).bodyText()).isEqualTo("he");
        }
    }

    @Test
    void answersEarlyWhileTheBodyIsStillArriving() throws Exception {
        Script script = Script.answering(200)
                .at(At.afterBodyBytes(2), respond(Response.of(413).close()));
        try (ScriptedServer server = ScriptedServer.start(script);
                RawClient client = RawClient.connect(server.address())) {
            client.send("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhe");
            assertThat(client.receiveUntil("\r\n\r\n")).startsWith("HTTP/1.1 413 ");
            assertThat(server.requests().get(0).isComplete()).isFalse();

            client.send("llo");
            assertThat(client.receiveAll()).isEmpty();
            assertThat(server.awaitRequest(SOON).bodyText()).isEqualTo("hello");
            assertThat(server.connection(1).awaitEnd(SOON)).isEqualTo(ConnectionEnd.SERVER_FIN);
        }
    }

    @Test
    void actsAtTheExactByteOfTheRequest() throws Exception {
        Script script = Script.answering(200).at(At.afterBytes(GET.length() - 3), closeRst());
        try (ScriptedServer server = ScriptedServer.start(script);
                RawClient client = RawClient.connect(server.address())) {
            client.send(GET);

            assertThat(server.connection(1).awaitEnd(SOON)).isEqualTo(ConnectionEnd.SERVER_RST);
            assertThat(server.requests().get(0).wireLength()).isEqualTo(GET.length() - 3);
            assertThatExceptionOfType(SocketException.class).isThrownBy(client::receiveAll);
        }
    }

    @Test
    void readsAndClosesUnanswered() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.closingUnanswered());
                RawClient client = RawClient.connect(server.address())) {
            assertThat(client.send(GET).receiveAll()).isEmpty();
            assertThat(server.connection(1).awaitEnd(SOON)).isEqualTo(ConnectionEnd.SERVER_FIN);
        }
    }

    @Test
    void givesInterimResponsesTwoResponsesAndDrips() throws Exception {
        Script script = Script.answering(drip(OK, Duration.ofMillis(1)))
                .at(At.AFTER_HEAD, interim(100), interim(Response.of(103).header("Link", "</a>")))
                .at(At.AFTER_RESPONSE, raw(OK), closeFin());
        try (ScriptedServer server = ScriptedServer.start(script);
                RawClient client = RawClient.connect(server.address())) {
            assertThat(client.send(GET).receiveAll())
                    .isEqualTo("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK + OK);
        }
    }

    @Test
    void truncatesABodyAndResetsWithinIt() throws Exception {
        Response response = Response.of(200).body("0123456789");
        Script script = Script.answering(response)
                .at(At.inResponseBody(4).onConnection(1), closeFin())
                .at(At.AFTER_RESPONSE_HEAD.onConnection(2), halfClose());
        try (ScriptedServer server = ScriptedServer.start(script);
                RawClient cut = RawClient.connect(server.address())) {
            assertThat(cut.send(GET).receiveAll()).endsWith("Content-Length: 10\r\n\r\n0123");
            try (RawClient headOnly = RawClient.connect(server.address())) {
                assertThat(headOnly.send(GET).receiveAll()).endsWith("Content-Length: 10\r\n\r\n");
            }
        }
    }

    @Test
    void framesBodiesInEveryWay() throws Exception {
        Script script = Script.answeringInTurn(
                Response.of(200).body("x").chunked(),
                Response.of(200).body("x").declaring(7).header("Keep-Alive", "timeout=5"),
                Response.of(200).body("x").http10().untilClose());
        try (ScriptedServer server = ScriptedServer.start(script);
                RawClient client = RawClient.connect(server.address())) {
            assertThat(client.send(GET + GET + GET).receiveAll())
                    .isEqualTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
                            + "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5\r\nContent-Length: 7\r\n\r\nx"
                            + "HTTP/1.0 200 OK\r\n\r\nx");
        }
    }

    @Test
    void speaksUnaskedWhileIdle() throws Exception {
        Script script = Script.answering(200)
                .at(At.whileIdle(Duration.ofMillis(30)).ofRequest(2), raw("HTTP/1.1 408 Request Timeout\r\n\r\n"));
        try (ScriptedServer server = ScriptedServer.start(script);
                RawClient client = RawClient.connect(server.address())) {
            assertThat(client.send(GET).receiveUntil("\r\n\r\n")).isEqualTo(OK);
            assertThat(client.receiveUntil("\r\n\r\n")).startsWith("HTTP/1.1 408 ");
            server.connection(1).sendRaw("garbage");
            assertThat(client.receiveUntil("garbage")).isEqualTo("garbage");
            assertThat(client.send(GET).receiveUntil("\r\n\r\n")).isEqualTo(OK);
        }
    }

    @Test
    void aServerThatNeverReadsHoldsTheWriterBack() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                        Script.neverReading(), ServerOptions.defaults().receiveBuffer(4096));
                RawClient client = RawClient.connect(server.address())) {
            client.socket().setSendBufferSize(16 * 1024);
            Thread writer = new Thread(() -> writeUntilItFails(client), "writer");
            writer.start();
            Await.until(() -> writer.getState() == Thread.State.RUNNABLE, SOON);
            assertThat(Await.holdsWithin(() -> !writer.isAlive(), Duration.ofMillis(200)))
                    .isFalse();
            assertThat(server.connection(1).bytesReceived()).isZero();

            server.connection(1).closeRst();
            writer.join(SOON.toMillis());
            assertThat(writer.isAlive()).isFalse();
        }
    }

    @Test
    void aStallEndsWhenTheTestSaysSo() throws Exception {
        Script script = Script.answering(200).at(At.AFTER_HEAD, stall());
        try (ScriptedServer server = ScriptedServer.start(script);
                RawClient client = RawClient.connect(server.address())) {
            client.send(GET);
            assertThat(server.pollRequest(Duration.ofMillis(50))).isNull();

            server.connection(1).resume();
            assertThat(client.receiveUntil("\r\n\r\n")).isEqualTo(OK);
        }
    }

    @Test
    void aSinkCountsWhatItSwallows() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.sink())) {
            try (RawClient client = RawClient.connect(server.address())) {
                client.send(new byte[1_000_000]);
            }
            ServerConnection connection = server.connection(1);
            assertThat(connection.awaitEnd(SOON)).isEqualTo(ConnectionEnd.CLIENT_FIN);
            assertThat(connection.bytesReceived()).isEqualTo(1_000_000);
        }
    }

    @Test
    void refusesNewConnectionsAndKeepsTheOldOnes() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                RawClient client = RawClient.connect(server.address())) {
            server.connection(1);
            server.refuseNewConnections();

            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> RawClient.connect(server.address()));
            assertThat(client.send(GET).receiveUntil("\r\n\r\n")).isEqualTo(OK);
        }
    }

    @Test
    void acceptsOnlyWhenToldSo() throws Exception {
        ServerOptions options = ServerOptions.defaults().backlog(1).notAccepting();
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200), options);
                RawClient client = RawClient.connect(server.address())) {
            client.send(GET);
            assertThat(server.pollRequest(Duration.ofMillis(50))).isNull();
            assertThat(server.connections()).isEmpty();

            server.startAccepting();
            assertThat(client.receiveUntil("\r\n\r\n")).isEqualTo(OK);
        }
    }

    @Test
    void readsABodySlowly() throws Exception {
        Script script = Script.answering(200).readingSlowly(1, Duration.ofMillis(5));
        try (ScriptedServer server = ScriptedServer.start(script);
                RawClient client = RawClient.connect(server.address())) {
            client.send("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n0123456789");

            RecordedRequest request = server.awaitRequest(SOON);
            assertThat(request.bodyText()).isEqualTo("0123456789");
            assertThat(request.lastByteNanos() - request.firstByteNanos()).isGreaterThan(40_000_000);
        }
    }

    @Test
    void aBrokenRequestFailsTheConnectionAndNotTheScript() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                RawClient client = RawClient.connect(server.address())) {
            client.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n");

            assertThat(server.connection(1).awaitEnd(SOON)).isEqualTo(ConnectionEnd.FAILED);
            assertThat(server.connection(1).failure()).get().asString().contains("not a chunk size: xyz");
            assertThat(server.requests().get(0).isComplete()).isFalse();
        }
    }

    @Test
    void anEffectThatBreaksFailsTheTest() throws Exception {
        ScriptedServer server = ScriptedServer.start(Script.answering(exchange -> {
            throw new IllegalStateException("broken effect");
        }));
        try (RawClient client = RawClient.connect(server.address())) {
            client.send(GET);
            server.connection(1).awaitEnd(SOON);
        }
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(server::close)
                .withRootCauseInstanceOf(IllegalStateException.class);
    }

    private static void writeUntilItFails(RawClient client) {
        try {
            client.send(new byte[50_000_000]);
        } catch (IOException expected) {
            assertThat(expected).isInstanceOf(SocketException.class);
        }
    }
}
