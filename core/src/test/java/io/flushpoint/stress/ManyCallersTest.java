package io.flushpoint.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.HttpSender;
import io.flushpoint.Receipt;
import io.flushpoint.SendCallback;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderMetrics;
import io.flushpoint.SenderOptions;
import io.flushpoint.Transport;
import io.flushpoint.WireState;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Effect;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerExchange;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many threads use one sender at once, and do with it all that can be done: send in both forms, cancel, preconnect, renew,
 * disconnect, resume, read its metrics; at the end two close it while the others go on. Some servers close when they should not.
 */
@Timeout(120)
class ManyCallersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int CALLERS = 6;
    private static final int SENDS_OF_EACH = 300;
    private static final int AT_A_TIME = 10;

    private final List<ScriptedServer> servers = List.of(
            ScriptedServer.start(Script.answering(ManyCallersTest::answer)),
            ScriptedServer.start(Script.answering(ManyCallersTest::answer)),
            ScriptedServer.start(Script.answering(ofChance(ManyCallersTest::answer, Effects.closeFin()))),
            ScriptedServer.start(Script.answering(ofChance(ManyCallersTest::answer, Effects.closeRst()))));
    private final ConcurrentLinkedQueue<Sent> sends = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Throwable> escaped = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ids = new AtomicInteger();

    private static void answer(ServerExchange exchange) throws IOException, InterruptedException {
        exchange.respond(
                Response.of(200).header("x-id", exchange.request().target()).body("x"));
    }

    private static Effect ofChance(Effect usual, Effect other) {
        return exchange -> {
            if (ThreadLocalRandom.current().nextInt(10) > 0) {
                usual.apply(exchange);
            } else {
                other.apply(exchange);
            }
        };
    }

    /** What was told of one send, by whichever thread. */
    private static final class Sent implements SendCallback {
        private final String target;
        private final boolean replayable;
        private final AtomicInteger settled = new AtomicInteger();
        private final AtomicInteger reported = new AtomicInteger();
        private volatile @Nullable SendException failure;
        private volatile @Nullable DeliveryReport report;

        Sent(int id, boolean replayable) {
            this.target = "/" + id;
            this.replayable = replayable;
        }

        @Override
        public void onSettled(Receipt receipt, @Nullable SendException thrown) {
            failure = thrown;
            settled.incrementAndGet();
        }

        @Override
        public void onReport(DeliveryReport told) {
            report = told;
            reported.incrementAndGet();
        }

        boolean isNothingWritten() {
            SendException thrown = failure;
            return thrown != null && thrown.wireState() == WireState.NOTHING_WRITTEN;
        }

        boolean isAnswered() {
            DeliveryReport told = report;
            return told != null && told.kind() == DeliveryReport.Kind.ANSWERED;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO"})
    void whateverTheyDoEachSendIsToldOnceAndTrulyAndNothingIsLeft(Transport transport) throws Exception {
        HttpSender sender = HttpSender.create(SenderOptions.defaults()
                .transport(transport)
                .eventLoops(2)
                .connectionsPerEndpoint(4)
                .pipeliningDepth(2)
                .queuedSendsPerEndpoint(100)
                .sendDeadline(Duration.ofSeconds(10)));
        List<Thread> callers = new ArrayList<>();
        for (int number = 0; number < CALLERS; number++) {
            SplittableRandom random = new SplittableRandom(number);
            callers.add(start("caller-" + number, () -> call(sender, random)));
        }
        Thread meddler = start("meddler", () -> meddle(sender, new SplittableRandom(-1), callers));
        Await.until(
                "half of the sends, and answers",
                () -> ids.get() > CALLERS * SENDS_OF_EACH / 2
                        && sends.stream().filter(Sent::isAnswered).count() > CALLERS,
                PATIENCE);

        List<Thread> closers = List.of(
                start("closer-1", () -> sender.close(Duration.ofMillis(200))), start("closer-2", sender::close));
        List<Thread> all = new ArrayList<>(callers);
        all.addAll(closers);
        all.add(meddler);
        for (Thread thread : all) {
            thread.join(PATIENCE.toMillis());
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }

        assertThat(escaped).isEmpty();
        Await.until("every send is settled", () -> sends.stream().allMatch(sent -> sent.settled.get() > 0), PATIENCE);
        assertThat(sends).hasSize(CALLERS * SENDS_OF_EACH).allSatisfy(sent -> {
            assertThat(sent.settled).hasValue(1);
            assertThat(sent.reported.get()).isLessThanOrEqualTo(1);
        });
        assertTheServersAgree();
        SenderMetrics metrics = sender.metrics();
        assertThat(metrics.queued() + metrics.writing() + metrics.awaitingAnswer() + metrics.bytesInFlight())
                .isZero();
        servers.forEach(ScriptedServer::close);
    }

    private void assertTheServersAgree() {
        Map<String, Long> arrived = servers.stream()
                .flatMap(server -> server.requests().stream())
                .collect(Collectors.groupingBy(RecordedRequest::target, Collectors.counting()));
        assertThat(sends).allSatisfy(sent -> {
            long times = arrived.getOrDefault(sent.target, 0L);
            assertThat(times).as("times that " + sent.target + " arrived").isLessThanOrEqualTo(sent.replayable ? 2 : 1);
            if (sent.isNothingWritten()) {
                assertThat(times)
                        .as(sent.target + " of which nothing was written")
                        .isZero();
            }
            if (sent.isAnswered()) {
                assertThat(times).as(sent.target + " that was answered").isPositive();
            }
        });
        assertThat(sends.stream().filter(Sent::isAnswered).count())
                .as("answered sends")
                .isPositive();
    }

    private Thread start(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Throwable e) {
                        escaped.add(e);
                    }
                },
                name);
        thread.start();
        return thread;
    }

    private void call(HttpSender sender, SplittableRandom random) {
        DeliveryLevel[] levels = sender.levels().toArray(DeliveryLevel[]::new);
        for (int i = 0; i < SENDS_OF_EACH; i++) {
            boolean replayable = random.nextInt(3) == 0;
            Sent sent = new Sent(ids.incrementAndGet(), replayable);
            sends.add(sent);
            ScriptedServer server = servers.get(random.nextInt(servers.size()));
            SendRequest request = SendRequest.post(server.uri(sent.target))
                    .body(new byte[random.nextInt(5) == 0 ? 100_000 : random.nextInt(1_000)], "text/plain");
            DeliveryLevel goal = levels[random.nextInt(levels.length)];
            send(sender, replayable ? request.replayable() : request, goal, sent, random);
            if (i % AT_A_TIME == 0) {
                Await.until("a send is settled", () -> sent.settled.get() > 0, PATIENCE);
            }
        }
    }

    private static void send(
            HttpSender sender, SendRequest request, DeliveryLevel goal, Sent sent, SplittableRandom random) {
        if (random.nextBoolean()) {
            sender.send(request, goal, sent);
            return;
        }
        var delivery = sender.send(request, goal);
        delivery.report().thenAccept(sent::onReport);
        delivery.reached(goal)
                .whenComplete((receipt, thrown) -> sent.onSettled(
                        receipt == null ? Receipt.empty() : receipt,
                        receipt == null ? (SendException) unwrapped(thrown) : null));
        if (random.nextInt(10) == 0) {
            delivery.cancel();
        }
    }

    private static Throwable unwrapped(Throwable thrown) {
        return thrown.getCause() == null || thrown instanceof SendException ? thrown : thrown.getCause();
    }

    private void meddle(HttpSender sender, SplittableRandom random, List<Thread> callers) {
        URI endpoint = servers.get(0).uri("/");
        List<Consumer<HttpSender>> ways = List.of(
                HttpSender::renew,
                HttpSender::disconnect,
                HttpSender::metrics,
                one -> one.preconnect(endpoint),
                one -> one.resumed(Duration.ofSeconds(random.nextInt(100))));
        while (callers.stream().anyMatch(Thread::isAlive)) {
            ways.get(random.nextInt(ways.size())).accept(sender);
            Await.elapse(Duration.ofMillis(20));
        }
    }
}
