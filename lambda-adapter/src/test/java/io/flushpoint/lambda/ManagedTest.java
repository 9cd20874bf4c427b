package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.WireState;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several handler threads over one sender, in an environment that is never frozen and whose time limits mean nothing. */
@Timeout(60)
class ManagedTest {
    private static final Map<String, String> MANAGED = Map.of("AWS_LAMBDA_MAX_CONCURRENCY", "4");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Undelivered> undelivered = new CopyOnWriteArrayList<>();
    private final LambdaOptions options = LambdaOptions.defaults().onUndelivered(undelivered::add);

    @Test
    void invocationsOfSeveralThreadsDoNotMix() throws Exception {
        int handlers = 4;
        CyclicBarrier together = new CyclicBarrier(handlers);
        ExecutorService threads = Executors.newFixedThreadPool(handlers);
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(options, server)) {
            assertThat(sender.mode()).isEqualTo(Mode.MANAGED);
            List<Callable<Delivery>> calls = new ArrayList<>();
            for (int i = 0; i < handlers; i++) {
                String id = "handler-" + i;
                calls.add(() -> {
                    try (Invocation invocation = sender.begin(remaining(id, 30_000))) {
                        together.await(10, TimeUnit.SECONDS);
                        Delivery delivery = sender.send(sender.post("/" + id).json("{}"));
                        assertThat(invocation.begunByCaller()).isTrue();
                        together.await(10, TimeUnit.SECONDS);
                        return delivery;
                    }
                });
            }

            for (Future<Delivery> call : threads.invokeAll(calls)) {
                assertThat(call.get().receipt().level()).isPresent();
            }

            assertThat(undelivered).isEmpty();
            List<String> targets = new ArrayList<>();
            for (int i = 0; i < handlers; i++) {
                targets.add(server.awaitRequest(PATIENCE).target());
            }
            assertThat(targets).containsExactlyInAnyOrder("/handler-0", "/handler-1", "/handler-2", "/handler-3");
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -5_000, 1})
    void aRemainingTimeThatMeansNothingDoesNotKeepItFromDelivering(int millis) {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(options, server)) {
            try (Invocation invocation = sender.begin(remaining("a", millis))) {
                invocation.send(sender.post("/x").json("{}"));
            }

            assertThat(server.awaitRequest(PATIENCE).target()).isEqualTo("/x");
            assertThat(undelivered).isEmpty();
        }
    }

    @Test
    void waitsForNoLongerThanTheOptionsSay() {
        Duration bound = Duration.ofMillis(300);
        try (ScriptedServer deaf = ScriptedServer.start(Script.neverReading());
                LambdaSender sender = warm(options.longestWait(bound), deaf)) {
            Invocation invocation = sender.begin(remaining("a", 900_000));
            invocation.send(sender.post("/").body(new byte[16 << 20], "application/octet-stream"));
            long start = System.nanoTime();

            invocation.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(bound, bound.plusSeconds(2));
            assertThat(undelivered)
                    .singleElement()
                    .satisfies(lost -> assertThat(lost.failure()).isEqualTo(Failure.DEADLINE_EXCEEDED));
        }
    }

    @Test
    void whatIsNotWrittenWhenTheWaitIsOverIsNotSentLater() {
        try (ScriptedServer deaf = ScriptedServer.start(Script.silent());
                LambdaSender sender = warm(
                        options.longestWait(Duration.ZERO)
                                .sender(SenderOptions.defaults().connectionsPerEndpoint(1)),
                        deaf)) {
            Delivery waiting;
            try (Invocation invocation = sender.begin(remaining("a", 30_000))) {
                SendRequest request = sender.post("/").json("{}");
                Delivery first = invocation.send(request);
                first.reached(sender.level()).toCompletableFuture().join();
                waiting = invocation.send(request); // for the one connection, which is taken until its answer
            }

            assertThat(undelivered).singleElement().satisfies(lost -> {
                assertThat(lost.failure()).isEqualTo(Failure.DEADLINE_EXCEEDED);
                assertThat(lost.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
            });
            assertThat(waiting.reached(sender.level()).toCompletableFuture()).isCompletedExceptionally();
        }
    }

    private static LambdaSender warm(LambdaOptions options, ScriptedServer server) {
        return LambdaSender.warm(
                options, MANAGED, LambdaClocks.SYSTEM, server.uri("/").toString());
    }

    /** A context with any remaining time, also one that is over. */
    static Context remaining(String id, int millis) {
        return (Context) Proxy.newProxyInstance(
                Context.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "getRemainingTimeInMillis" -> millis;
                        case "getAwsRequestId" -> id;
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }
}
