package io.flushpoint.benchmarks.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every client of the build: the always-built ones, and with the profile {@code clients} the others as well. */
class ExactBytesTest {
    private static final int BODY_BYTES = 40_000;

    @AutoClose
    private final ScriptedServer server = ScriptedServer.start(Script.answering(204));

    static Stream<Arguments> hooks() {
        return Roster.load().factories().stream()
                .flatMap(factory -> factory.hooks().stream().map(hook -> Arguments.of(factory.name(), hook.name())));
    }

    @ParameterizedTest
    @MethodSource("hooks")
    void postsTheBytesOfTheTargetAgainOnTheSameConnection(String peerName, String hookName) throws Exception {
        ClientFactory factory = Roster.load().named(peerName);
        byte[] body = new byte[BODY_BYTES];
        new Random(4).nextBytes(body);
        Target target = Target.plain(server.uri("/v1/counters"), body);
        try (OpenClient client = factory.open(target, factory.hook(hookName))) {
            Posts.complete(client);
            Posts.complete(client);
        }
        List<RecordedRequest> requests = server.requests();
        assertThat(requests).hasSize(2).allSatisfy(request -> {
            assertThat(request.isComplete()).isTrue();
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.target()).isEqualTo("/v1/counters");
            assertThat(request.version()).isEqualTo("HTTP/1.1");
            assertThat(request.header("content-type")).isEqualTo(Optional.of("application/octet-stream"));
            assertThat(request.body()).isEqualTo(body);
        });
        assertThat(requests)
                .extracting(RecordedRequest::connection)
                .containsOnly(requests.get(0).connection());
        assertThat(server.pollRequest(Duration.ZERO)).isNotNull();
    }
}
