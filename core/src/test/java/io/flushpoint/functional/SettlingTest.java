package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.Receipt;
import io.flushpoint.SendCallback;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every send is settled and told, however it is refused and however the sender ends. */
class SettlingTest extends OverSetups {
    private static final Duration LONG = Duration.ofSeconds(20);

    // ---- refusals ----

    @Test
    void sendingAgainFromARefusalGoesNoDeeper() {
        ScriptedServer server = serve(Script.silent());
        Client client = fullOf(server, "/full");

        Resending resending = new Resending(client, SendRequest.get(server.uri("/more")), 5_000);
        resending.send();

        client.until("the end of the chain", () -> resending.left.get() == 0);
        assertThat(resending.failures).containsOnly("QUEUE_FULL");
        assertThat(resending.deepest.get()).as("sends within sends").isLessThanOrEqualTo(1);
    }

    @Test
    void sendingAgainAfterCloseGoesNoDeeper() {
        ScriptedServer server = serve(Script.silent());
        Client client = client();
        client.sender().close();

        Resending resending = new Resending(client, SendRequest.get(server.uri("/")), 5_000);
        resending.send();

        client.until("the end of the chain", () -> resending.left.get() == 0);
        assertThat(resending.failures).containsOnly("SENDER_CLOSED");
        assertThat(resending.deepest.get()).as("sends within sends").isLessThanOrEqualTo(2);
    }

    @Test
    void aCallbackThatSendsAgainOnEveryFailureKeepsNeitherCloseNorTheLoopFromEnding() {
        ScriptedServer server = serve(Script.silent());
        Client client = client(options -> options.refusalsWaiting(100));
        AtomicInteger told = new AtomicInteger();
        SendRequest request = SendRequest.get(server.uri("/"));
        client.sender().send(request, ANSWERED, new SendCallback() {
            @Override
            public void onSettled(Receipt receipt, @Nullable SendException failure) {
                told.incrementAndGet();
                client.sender().send(request, ANSWERED, this);
            }
        });

        client.sender().close(Duration.ZERO);

        client.until("the last refusal", () -> told.get() == 101);
        assertThat(told).as("sends that were told").hasValue(101);
    }

    @Test
    void aRefusalIsToldOnTheEventLoopAndNotFromWithinSend() {
        ScriptedServer server = serve(Script.silent());
        Client client = fullOf(server, "/full");
        AtomicReference<String> thread = new AtomicReference<>();
        CountDownLatch returned = new CountDownLatch(1);

        client.sender().send(SendRequest.get(server.uri("/more")), WRITTEN, (receipt, failure) -> {
            awaitUninterrupted(returned);
            thread.set(Thread.currentThread().getName());
        });
        returned.countDown();

        client.until("the refusal", () -> thread.get() != null);
        String expected = setup.isCallerDriven() ? Thread.currentThread().getName() : "flushpoint-loop-1";
        assertThat(thread.get()).isEqualTo(expected);
    }

    @Test
    void aRefusedSendLetsGoOfItsBodyWhileItWaitsToBeTold() {
        AtomicReference<SendRequest> told = new AtomicReference<>();
        Client client = client(options -> options.bytesInFlight(1_024).listener(new SenderListener() {
            @Override
            public void onSettled(SendRequest request, Receipt receipt, @Nullable SendException failure) {
                told.set(request);
            }
        }));
        Delivery refused = client.send(SendRequest.post("http://127.0.0.1:1/").body(Body.of(new byte[2_000])));

        client.until("the refusal", () -> told.get() != null);
        assertThat(told.get().body()).isInstanceOf(Body.LetGo.class);
        assertThat(refused.request().body()).as("what the caller holds").isInstanceOf(Body.InMemory.class);
    }

    @Test
    void closeEndsWhileTheCallbackOfARefusalWaitsForIt() throws InterruptedException {
        assumeFalse(setup.isCallerDriven(), "a caller-driven sender belongs to one thread");
        ScriptedServer server = serve(Script.silent());
        Client client = fullOf(server, "/full");
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Thread caller =
                daemon(() -> client.sender().send(SendRequest.get(server.uri("/more")), WRITTEN, (receipt, failure) -> {
                    told.countDown();
                    awaitUninterrupted(closed);
                }));
        awaitUninterrupted(told);

        Thread closer = daemon(() -> client.sender().close(Duration.ZERO));

        closer.join(LONG.toMillis());
        boolean ended = !closer.isAlive();
        closed.countDown();
        caller.join(LONG.toMillis());
        assertThat(ended).as("close returned").isTrue();
        client.untilBooksAreEven();
    }

    // ---- closing ----

    @Test
    void closeOnAnInterruptedThreadSettlesEverything() {
        CountDownLatch release = new CountDownLatch(1);
        ScriptedServer server = serve(Script.silent());
        Client client = client(options -> options.connectionsPerEndpoint(1).resolver(host -> {
            awaitUninterrupted(release);
            return List.of(InetAddress.getLoopbackAddress());
        }));
        Delivery written = client.send(SendRequest.get(server.uri("/1")), ANSWERED);
        client.reach(written, WRITTEN);
        Delivery queued = client.send(SendRequest.get(server.uri("/2")));
        Delivery resolving = client.send(SendRequest.get("http://slow.test:9/"));

        Thread.currentThread().interrupt();
        client.sender().close(Duration.ofSeconds(1));

        assertThat(Thread.interrupted() || setup.isCallerDriven()) // a loop on NIO takes the interrupt for itself
                .isTrue();
        for (Delivery delivery : List.of(written, queued, resolving)) {
            assertThat(delivery.reached(ANSWERED).toCompletableFuture()).failsWithin(Client.PATIENCE);
        }
        release.countDown();
        client.untilBooksAreEven();
    }

    @Test
    void whatACallbackHeldUpPastTheGraceIsSettledWhenItReturns() {
        assumeFalse(setup.isCallerDriven(), "the callback would hold up the one who closes");
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        ScriptedServer server = serve(Script.silent());
        Client client = clientOfOneConnection();
        client.sender().send(SendRequest.get(server.uri("/1")), WRITTEN, (receipt, failure) -> {
            held.countDown();
            awaitUninterrupted(release);
        });
        awaitUninterrupted(held);
        List<Delivery> behind = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            behind.add(client.send(SendRequest.get(server.uri("/behind"))));
        }

        client.sender().close(Duration.ofMillis(1));
        release.countDown();

        behind.forEach(delivery ->
                assertThat(delivery.reached(WRITTEN).toCompletableFuture()).failsWithin(Client.PATIENCE));
        client.untilBooksAreEven();
    }

    // ---- helpers ----

    /** A client whose queue is full. */
    private Client fullOf(ScriptedServer server, String target) {
        Client client = client(options -> options.connectionsPerEndpoint(1).queuedSends(1));
        client.deliver(SendRequest.get(server.uri(target)), WRITTEN);
        client.send(SendRequest.get(server.uri(target)));
        return client;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                if (!latch.await(LONG.toSeconds(), TimeUnit.SECONDS)) {
                    throw new AssertionError("nobody came");
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends again whenever it is told, so often. */
    private static final class Resending implements SendCallback {
        private final Client client;
        private final SendRequest request;
        private final List<String> failures = new ArrayList<>();
        private final AtomicInteger depth = new AtomicInteger();
        private final AtomicInteger deepest = new AtomicInteger();
        private final AtomicInteger left;

        Resending(Client client, SendRequest request, int times) {
            this.client = client;
            this.request = request;
            this.left = new AtomicInteger(times);
        }

        void send() {
            client.sender().send(request, WRITTEN, this);
        }

        @Override
        public void onSettled(Receipt receipt, @Nullable SendException failure) {
            failures.add(failure == null ? "none" : failure.failure().name());
            deepest.accumulateAndGet(depth.incrementAndGet(), Math::max);
            if (left.get() > 1) {
                client.sender().send(request, WRITTEN, this);
            }
            depth.decrementAndGet();
            left.decrementAndGet();
        }
    }
}
