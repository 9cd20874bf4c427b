package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.SenderOptions;
import io.flushpoint.Transport;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WarmUpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void theFirstSendFindsAConnectionOpen() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = LambdaSender.warm(server.uri("/").toString())) {
            assertThat(server.connection(1).requests()).isEmpty();

            try (Invocation invocation = sender.begin(new FakeContext("a", PATIENCE))) {
                invocation.send(sender.post("/v1/counters").json("{}"));
            }

            assertThat(server.awaitRequest(PATIENCE).connection()).isEqualTo(1);
            assertThat(server.connections()).hasSize(1);
        }
    }

    @Test
    void everyEndpointIsConnected() {
        try (ScriptedServer first = ScriptedServer.start(Script.answering(200));
                ScriptedServer second = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = LambdaSender.warm(
                        first.uri("/").toString(), second.uri("/").toString())) {
            assertThat(first.connection(1).requests()).isEmpty();
            assertThat(second.connection(1).requests()).isEmpty();
            assertThat(sender.post("/x").endpoint()).isEqualTo("http://127.0.0.1:" + first.port());
        }
    }

    @Test
    void anEndpointThatRefusesIsNotFatal() {
        String refusing;
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200))) {
            refusing = server.uri("/").toString();
        }

        try (LambdaSender sender = LambdaSender.warm(refusing)) {
            assertThat(sender.level()).isNotNull();
        }
    }

    @Test
    void anEndpointThatDoesNotAnswerCostsNoMoreThanTheTimeBox() {
        Duration box = Duration.ofMillis(200);
        Script noHandshake = Script.answering(200).at(At.ON_ACCEPT, Effects.stall());
        try (ScriptedServer server = ScriptedServer.start(noHandshake)) {
            long start = System.nanoTime();
            try (LambdaSender sender =
                    LambdaSender.warm(LambdaOptions.defaults().warmUp(box), "https://127.0.0.1:" + server.port())) {
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(box.plusSeconds(3));
                assertThat(sender.level()).isNotNull();
            }
        }
    }

    @Test
    void aUriThatIsNoneIsRefusedAtOnce() {
        assertThatIllegalArgumentException().isThrownBy(() -> LambdaSender.warm("metrics.example.com"));
        assertThatIllegalArgumentException().isThrownBy(() -> LambdaSender.warm());
    }

    @Test
    void aLevelThatTheTransportCannotTellIsRefusedAtOnce() {
        LambdaOptions options = LambdaOptions.defaults()
                .sender(SenderOptions.defaults().transport(Transport.NIO))
                .level(DeliveryLevel.SENT);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> LambdaSender.warm(options, "http://127.0.0.1:1"))
                .withMessageContaining("SENT");
    }

    @Test
    void theDefaultLevelIsTheHighestThatLeavesTheMachineAndTheTransportCanTell() {
        LambdaOptions nio =
                LambdaOptions.defaults().sender(SenderOptions.defaults().transport(Transport.NIO));
        try (LambdaSender sender = LambdaSender.warm(nio, "http://127.0.0.1:1")) {
            assertThat(sender.level()).isEqualTo(DeliveryLevel.WRITTEN);
        }
    }

    @Test
    void itsThreadsAreDaemons() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200), ServerOptions.defaults());
                LambdaSender sender = LambdaSender.warm(server.uri("/").toString())) {
            Set<Thread> own = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !before.contains(thread))
                    .collect(Collectors.toSet());

            assertThat(sender.level()).isNotNull();
            assertThat(own).isNotEmpty().allMatch(Thread::isDaemon);
        }
    }
}
