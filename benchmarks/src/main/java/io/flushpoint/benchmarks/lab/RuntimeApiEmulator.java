package io.flushpoint.benchmarks.lab;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's side of the Runtime API, version 2018-06-01: hands out one invocation at a time to one environment, and clocks
 * it as Lambda bills it, from handing it out to the arrival of the next poll.
 */
final class RuntimeApiEmulator implements AutoCloseable {
    private static final String ROOT = "/2018-06-01/runtime/";
    private static final String NEXT = ROOT + "invocation/next";
    private static final String INIT_ERROR = ROOT + "init/error";
    private static final Pattern RESULT = Pattern.compile(ROOT + "invocation/([^/]+)/(response|error)");

    /** How often a wait looks whether the environment still lives, in milliseconds. */
    private static final long LIVENESS_INTERVAL = 100;

    private final BlockingQueue<Poll> polls = new LinkedBlockingQueue<>();
    private final LabServer server;
    private volatile @Nullable String initError;
    private volatile @Nullable String functionError;

    /** A poll that waits for its invocation. */
    private static final class Poll {
        private final long arrivedNanos;
        private final CompletableFuture<LabResponse> invocation = new CompletableFuture<>();
        private volatile long handedOutNanos;

        Poll(long arrivedNanos) {
            this.arrivedNanos = arrivedNanos;
        }

        LabResponse await() throws InterruptedException {
            try {
                LabResponse response = invocation.get();
                handedOutNanos = System.nanoTime();
                return response;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private @Nullable Poll waiting;

    RuntimeApiEmulator(InetAddress address) {
        server = new LabServer("runtime-api", address, this::handle);
    }

    /** Host and port, as {@code AWS_LAMBDA_RUNTIME_API} has them. */
    String authority() {
        return server.authority();
    }

    /** Waits for the first poll: INIT is done. */
    void awaitInit(Duration limit, BooleanSupplier alive) throws InterruptedException {
        waiting = nextPoll(limit, alive, "INIT did not end");
    }

    /**
     * Hands out an invocation and waits for the poll after it; leaves that one waiting.
     *
     * @param limit the time limit of the function, from which the deadline comes
     */
    Billed invoke(String id, String event, Duration limit, BooleanSupplier alive) throws InterruptedException {
        Poll poll = waiting;
        if (poll == null) {
            throw new IllegalStateException("no poll is waiting");
        }
        functionError = null;
        poll.invocation.complete(invocation(id, event, limit));
        Poll next = nextPoll(limit, alive, "invocation did not end");
        waiting = next;
        return new Billed(next.arrivedNanos - poll.handedOutNanos, functionError);
    }

    /**
     * One invocation as Lambda bills it, before it rounds up to whole milliseconds.
     *
     * @param error what the function failed with, or null
     */
    record Billed(long nanos, @Nullable String error) {}

    private Poll nextPoll(Duration limit, BooleanSupplier alive, String failure) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            Poll poll = polls.poll(LIVENESS_INTERVAL, TimeUnit.MILLISECONDS);
            if (poll != null) {
                return poll;
            }
            if (initError != null) {
                throw new LabException("INIT failed: " + initError);
            }
            if (!alive.getAsBoolean()) {
                throw new LabException("the environment died");
            }
        }
        throw new LabException(failure + " within " + limit.toSeconds() + " s");
    }

    private LabResponse handle(LabRequest request) throws InterruptedException {
        if (request.path().equals(NEXT)) {
            Poll poll = new Poll(request.arrivedNanos());
            polls.add(poll);
            return poll.await();
        }
        if (request.path().equals(INIT_ERROR)) {
            initError = request.body();
            return LabResponse.empty(202);
        }
        Matcher result = RESULT.matcher(request.path());
        if (!result.matches()) {
            return LabResponse.empty(404);
        }
        if (result.group(2).equals("error")) {
            functionError = request.body();
        }
        return LabResponse.empty(202);
    }

    /** The runtime client crashes without a content type, and stops without an id. */
    private static LabResponse invocation(String id, String event, Duration limit) {
        return new LabResponse(
                200,
                Map.of(
                        "Content-Type",
                        "application/json",
                        "Lambda-Runtime-Aws-Request-Id",
                        id,
                        "Lambda-Runtime-Deadline-Ms",
                        Long.toString(System.currentTimeMillis() + limit.toMillis()),
                        "Lambda-Runtime-Invoked-Function-Arn",
                        "arn:aws:lambda:eu-central-1:000000000000:function:lab"),
                event);
    }

    @Override
    public void close() {
        server.close();
    }
}
