package io.flushpoint.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.Transport;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Whichever step of a send fails, it is settled, those behind it are served, and nothing stays counted. */
class StepFailuresTest {
    private static final String INJECTED = "injected";
    private static final int STEPS_AT_MOST = 500;

    @Test
    void ofOneThatIsAnswered() {
        failEveryStep(() -> Script.answering(200), Body.of(new byte[1]), DeliveryLevel.ANSWERED);
    }

    @Test
    void ofOneWhoseDepartureIsWatched() {
        failEveryStep(() -> Script.answering(200), Body.of(new byte[1]), DeliveryLevel.ACKNOWLEDGED);
    }

    @Test
    void ofOneWhoseAnswerIsLost() {
        failEveryStep(
                () -> Script.answering(200).at(At.AFTER_REQUEST.onConnection(1), Effects.closeFin()),
                Body.of(new byte[1]),
                DeliveryLevel.ANSWERED);
    }

    @Test
    void ofOneThatIsTriedAgain() {
        failEveryStep(
                () -> Script.answering(200).at(At.AFTER_HEAD.onConnection(1), Effects.closeRst()),
                Body.of(new byte[8 << 20]),
                DeliveryLevel.ANSWERED);
    }

    @Test
    void ofOneThatIsAnsweredEarly() {
        failEveryStep(
                () -> Script.answering(200)
                        .at(
                                At.AFTER_HEAD.onConnection(1),
                                Effects.respond(413),
                                Effects.pause(java.time.Duration.ofSeconds(5))),
                Body.of(new byte[8 << 20]),
                DeliveryLevel.ANSWERED);
    }

    @Test
    void ofOneWhoseBodyFails() {
        Flow.Publisher<ByteBuffer> failing = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                subscriber.onError(new IllegalStateException("no body"));
            }

            @Override
            public void cancel() {
                // has ended
            }
        });
        failEveryStep(() -> Script.answering(200), Body.stream(failing), DeliveryLevel.ANSWERED);
    }

    /** Once for each reading of the clock on the way of the send, until there is none left to fail. */
    private static void failEveryStep(Supplier<Script> script, Body body, DeliveryLevel goal) {
        int step = 0;
        boolean failed = true;
        while (failed) {
            step++;
            assertThat(step).isLessThan(STEPS_AT_MOST);
            failed = failStep(step, script.get(), body, goal);
        }
        assertThat(step).as("steps that were failed").isGreaterThan(5);
    }

    private static boolean failStep(int step, Script script, Body body, DeliveryLevel goal) {
        SenderOptions options = SenderOptions.defaults()
                .transport(goal == DeliveryLevel.ACKNOWLEDGED ? Transport.AUTO : Transport.NIO)
                .connectionsPerEndpoint(1);
        try (ScriptedServer server = ScriptedServer.start(script)) {
            StepWorld world = new StepWorld(options, pipeline -> {});
            SendRequest request =
                    SendRequest.post(server.uri("/first")).body(body).replayable();
            PendingSend first = world.send(request, goal);
            PendingSend behind = world.send(SendRequest.get(server.uri("/behind")), DeliveryLevel.ANSWERED);
            world.failReading(step, new OutOfMemoryError(INJECTED));
            world.submit(first);
            world.submit(behind);

            CompletableFuture<?> outcome = first.settlement().levels().future(goal);
            CompletableFuture<?> outcomeBehind = behind.settlement().levels().future(DeliveryLevel.ANSWERED);
            world.until("the outcome with step " + step + " failed", outcome::isDone);
            world.until("the one behind, with step " + step + " failed", outcomeBehind::isDone);
            boolean failed = world.hasFailed();
            world.close();
            assertThat(world.booksAreEven())
                    .as("step %d: %s", step, world.books())
                    .isTrue();
            assertHasCause(outcome);
            return failed;
        }
    }

    private static void assertHasCause(CompletableFuture<?> outcome) {
        outcome.handle((reached, failure) -> {
                    if (failure != null) {
                        assertThat(failure).isInstanceOf(SendException.class);
                        assertThat(failure.getMessage()).doesNotContain("deadline");
                    }
                    return null;
                })
                .join();
    }
}
