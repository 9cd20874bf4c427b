package io.flushpoint.benchmarks.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.RelayingProxy;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.netty.channel.epoll.Epoll;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The command against real servers, over each loop and each transport that there is here. */
@ParameterizedClass(name = "--loop {0} --transport {1}")
@MethodSource("combinations")
class ProbeOverSocketsTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String LONG_MS = "10000";

    @Parameter(0)
    String loop;

    @Parameter(1)
    String transport;

    @TempDir
    Path folder;

    static Stream<Arguments> combinations() {
        List<String> transports = Epoll.isAvailable() ? List.of("epoll", "nio") : List.of("nio");
        return Stream.of("dedicated", "caller")
                .flatMap(loop -> transports.stream().map(transport -> Arguments.of(loop, transport)));
    }

    @Test
    void anAnswerWithinTheLingerIsSeen() {
        try (ScriptedServer server = ScriptedServer.start(Script.thinking(Duration.ofMillis(60), 204))) {
            Map<String, Object> line = only(probe(server, "--json", "--linger", LONG_MS, "--data", "x"), 0);

            assertThat(line)
                    .containsEntry("n", 1L)
                    .containsEntry("outcome", "REACHED")
                    .containsEntry("level", "ANSWERED")
                    .containsEntry("wire", "FULLY_WRITTEN")
                    .containsEntry("status", 204L)
                    .containsEntry("news", "ANSWERED")
                    .containsEntry("connection", 1L)
                    .containsEntry("reused", false)
                    .containsEntry("attempts", 1L);
            assertThat(micros(line, "answered")).isGreaterThanOrEqualTo(60_000);
            assertThat(micros(line, "written")).isLessThan(micros(line, "answered"));
            assertThat((long) line.get("bytes"))
                    .isEqualTo(server.awaitRequest(SOON).wireLength());
        }
    }

    @Test
    void aProxyIsNamedAndItsCredentialsAreNot() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(204));
                RelayingProxy proxy = RelayingProxy.start().requiring("user", "s3cr3t")) {
            String leading = "socks5://user:s3cr3t@127.0.0.1:" + proxy.port();
            Map<String, Object> line = only(probe(server, "--json", "--linger", LONG_MS, "--proxy", leading), 0);

            assertThat(line).containsEntry("status", 204L).containsEntry("proxy", "socks5://127.0.0.1:" + proxy.port());
            assertThat(micros(line, "tunnel")).isPositive();
        }
    }

    @Test
    void withoutLingerNobodyWaitsForNews() {
        try (ScriptedServer server = ScriptedServer.start(Script.silent())) {
            Map<String, Object> line = only(probe(server, "--json", "--data", "x"), 0);

            assertThat(line).containsEntry("level", "WRITTEN").containsEntry("news", null);
            assertThat(line.get("us"))
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("sent", null)
                    .containsEntry("tls", null)
                    .containsEntry("answered", null);
        }
    }

    @Test
    void aLingerWithoutNewsEndsWithNone() {
        try (ScriptedServer server = ScriptedServer.start(Script.silent())) {
            Map<String, Object> line = only(probe(server, "--json", "--linger", "50"), 0);

            assertThat(line).containsEntry("outcome", "REACHED").containsEntry("news", null);
        }
    }

    @Test
    void sendsThatWaitForTheirAnswerShareAConnection() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200))) {
            Probe probe = probe(server, "--json", "--count", "3", "--interval", "20", "--level", "answered");

            assertThat(probe.exitCode()).isZero();
            assertThat(probe.json()).extracting(line -> line.get("n")).containsExactly(1L, 2L, 3L);
            assertThat(probe.json()).extracting(line -> line.get("reused")).containsExactly(false, true, true);
            assertThat(probe.json()).extracting(line -> line.get("news")).containsOnly("ANSWERED");
            assertThat(server.connections()).hasSize(1);
        }
    }

    @Test
    void methodHeadersAndTextArriveAndAreNotShown() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200))) {
            Probe probe = probe(
                    server, "--method", "PUT", "--header", "Authorization: s3cr3t", "--data", "s3cr3t", "--replayable");

            RecordedRequest request = server.awaitRequest(SOON);
            assertThat(request.method()).isEqualTo("PUT");
            assertThat(request.target()).isEqualTo("/counters?token=s3cr3t");
            assertThat(request.headers("authorization")).containsExactly("s3cr3t");
            assertThat(request.bodyText()).isEqualTo("s3cr3t");
            assertThat(probe.out()).contains("REACHED WRITTEN", "status 200").doesNotContain("s3cr3t");
            assertThat(probe.err()).isEmpty();
        }
    }

    @Test
    void aGeneratedBodyOfManyBytesArrivesWhole() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200))) {
            only(probe(server, "--json", "--data-size", "3000001", "--level", "answered"), 0);

            RecordedRequest request = server.awaitRequest(SOON);
            assertThat(request.bodyLength()).isEqualTo(3_000_001);
            assertThat(request.headers("content-length")).containsExactly("3000001");
        }
    }

    @Test
    void aFileArrivesWhole() throws Exception {
        Path file = Files.writeString(folder.resolve("body"), "content of a file");
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200))) {
            only(probe(server, "--json", "--data-file", file.toString()), 0);

            assertThat(server.awaitRequest(SOON).bodyText()).isEqualTo("content of a file");
        }
    }

    @Test
    void aServerThatDoesNotListenIsAFailedSend() {
        ScriptedServer server = ScriptedServer.start(Script.silent());
        server.close();

        Probe probe = probe(server, "--json", "--count", "2");

        assertThat(probe.exitCode()).isEqualTo(1);
        assertThat(probe.json())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .containsEntry("outcome", "FAILED")
                        .containsEntry("level", null)
                        .containsEntry("failure", "CONNECT_FAILED")
                        .containsEntry("phase", "CONNECT")
                        .containsEntry("wire", "NOTHING_WRITTEN")
                        .containsEntry("connection", null)
                        .containsEntry("bytes", 0L));
    }

    @Test
    void oneFailedSendOfSeveralIsExitCodeOne() {
        Script onlyFirst = Script.answering(200).at(At.AFTER_REQUEST.ofRequest(2), Effects.closeFin());
        try (ScriptedServer server = ScriptedServer.start(onlyFirst)) {
            Probe probe = probe(server, "--count", "2", "--level", "answered");

            assertThat(probe.exitCode()).isEqualTo(1);
            assertThat(probe.out())
                    .contains("1 reached ANSWERED, 1 failed: {CONNECTION_LOST=1}")
                    .contains("CONNECTION_LOST in ANSWER, FULLY_WRITTEN");
        }
    }

    @Test
    void aLossIsToldWithItsReasonThoughTheLevelWasReached() {
        try (ScriptedServer server = ScriptedServer.start(Script.closingUnanswered())) {
            Map<String, Object> line = only(probe(server, "--json", "--linger", LONG_MS, "--data", "x"), 1);

            assertThat(line)
                    .containsEntry("outcome", "REACHED")
                    .containsEntry("failure", null)
                    .containsEntry("status", null)
                    .containsEntry("news", "LOST")
                    .hasEntrySatisfying(
                            "reason", reason -> assertThat((String) reason).contains("closed"));
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void noAnswerInTimeIsAFailureOnlyIfTheAnswerIsTheLevel() {
        try (ScriptedServer server = ScriptedServer.start(Script.silent())) {
            Map<String, Object> line = only(probe(server, "--json", "--level", "answered", "--timeout", "100"), 1);

            assertThat(line)
                    .containsEntry("outcome", "FAILED")
                    .containsEntry("failure", "DEADLINE_EXCEEDED")
                    .containsEntry("phase", "ANSWER")
                    .containsEntry("wire", "FULLY_WRITTEN");
        }
    }

    @Test
    void levelsBeyondWrittenAreReachedInTheirOrderOnEpoll() {
        assumeThat(transport).isEqualTo("epoll");
        try (ScriptedServer server = ScriptedServer.start(Script.silent())) {
            Map<String, Object> line =
                    only(probe(server, "--json", "--level", "acknowledged", "--data-size", "200000"), 0);

            assertThat(line).containsEntry("outcome", "REACHED").containsEntry("level", "ACKNOWLEDGED");
            assertThat(micros(line, "written")).isPositive().isLessThanOrEqualTo(micros(line, "sent"));
            assertThat(micros(line, "sent")).isLessThanOrEqualTo(micros(line, "acknowledged"));
        }
    }

    @Test
    void levelsNobodyAskedForAreWatchedFromTheStartWhenThereIsALinger() {
        assumeThat(transport).isEqualTo("epoll");
        try (ScriptedServer server = ScriptedServer.start(Script.thinking(Duration.ofMillis(300), 204))) {
            Map<String, Object> line = only(probe(server, "--json", "--linger", LONG_MS, "--level", "answered"), 0);

            assertThat(micros(line, "sent")).isPositive().isLessThan(micros(line, "answered"));
            assertThat(micros(line, "acknowledged")).isPositive().isLessThan(micros(line, "answered"));
        }
    }

    @Test
    void aLevelThatTheTransportCannotEstablishIsRefusedWithTheReason() {
        assumeThat(transport).isEqualTo("nio");
        try (ScriptedServer server = ScriptedServer.start(Script.silent())) {
            for (String level : List.of("sent", "acknowledged")) {
                Probe human = probe(server, "--level", level);
                assertThat(human.exitCode()).isEqualTo(1);
                assertThat(human.out()).contains("LEVEL_UNAVAILABLE").containsIgnoringCase("nio");

                assertThat(only(probe(server, "--json", "--level", level), 1))
                        .containsEntry("outcome", "FAILED")
                        .containsEntry("failure", "LEVEL_UNAVAILABLE")
                        .containsEntry("wire", "NOTHING_WRITTEN");
            }
            assertThat(server.requests()).isEmpty();
        }
    }

    private Probe probe(ScriptedServer server, String... words) {
        String url = server.uri("/counters?token=s3cr3t").toString();
        return Probe.run(Probe.words(words, "--loop", loop, "--transport", transport, url));
    }

    private static Map<String, Object> only(Probe probe, int exitCode) {
        assertThat(probe.err()).isEmpty();
        assertThat(probe.exitCode()).as(probe.out()).isEqualTo(exitCode);
        assertThat(probe.json()).hasSize(1);
        return probe.json().get(0);
    }

    private static long micros(Map<String, Object> line, String stage) {
        assertThat(line.get("us")).asInstanceOf(InstanceOfAssertFactories.MAP).containsKey(stage);
        return (Long) ((Map<?, ?>) line.get("us")).get(stage);
    }
}
