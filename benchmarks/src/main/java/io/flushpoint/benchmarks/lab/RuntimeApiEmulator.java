package io.flushpoint.benchmarks.lab;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's side of the Runtime API, version 2018-06-01: hands out invocations to one environment, and clocks them as
 * Lambda bills them, from handing out to the arrival of the next poll of the runtime and of every extension.
 */
final class RuntimeApiEmulator implements AutoCloseable {
    private static final String ROOT = "/2018-06-01/runtime/";
    private static final String NEXT = ROOT + "invocation/next";
    private static final String INIT_ERROR = ROOT + "init/error";
    private static final String RESTORE_NEXT = ROOT + "restore/next";
    private static final String RESTORE_ERROR = ROOT + "restore/error";
    private static final Pattern RESULT = Pattern.compile(ROOT + "invocation/([^/]+)/(response|error)");
    private static final String ARN = "arn:aws:lambda:eu-central-1:000000000000:function:lab";

    /** How often a wait looks whether the environment still lives, in milliseconds. */
    private static final long LIVENESS_INTERVAL = 100;

    private final BlockingQueue<Poll> polls = new LinkedBlockingQueue<>();
    private final BlockingQueue<Poll> checkpoints = new LinkedBlockingQueue<>();
    private final Map<String, CompletableFuture<Result>> results = new ConcurrentHashMap<>();
    private final ExtensionsApi extensions = new ExtensionsApi();
    private final Map<ExtensionsApi.Extension, Poll> waitingExtensions = new HashMap<>();
    private final LabServer server;
    private volatile @Nullable String initError;
    private @Nullable Poll waiting;
    private @Nullable Poll checkpoint;

    /** What the runtime posted for an invocation: when, and the error if it was one. */
    private record Result(long arrivedNanos, @Nullable String error) {}

    /**
     * One invocation as Lambda bills it, before it rounds up to whole milliseconds.
     *
     * @param nanos from handing it out until runtime and extensions had all polled again
     * @param respondedNanos from handing it out until its result was posted: what its caller waits
     * @param handedOutNanos when it was handed out, by {@link System#nanoTime()}
     * @param error what the function failed with, or null
     */
    record Billed(
            long nanos,
            long respondedNanos,
            long handedOutNanos,
            @Nullable String error) {}

    /**
     * What to hand out.
     *
     * @param limit the time limit of the function, from which the deadline comes
     */
    record Event(String id, String json, Duration limit) {}

    RuntimeApiEmulator(InetAddress address) {
        server = new LabServer("runtime-api", address, this::handle);
    }

    /** Host and port, as {@code AWS_LAMBDA_RUNTIME_API} has them. */
    String authority() {
        return server.authority();
    }

    int port() {
        return server.port();
    }

    /** Waits for the first poll of the runtime and of every extension: INIT is done. */
    void awaitInit(Duration limit, BooleanSupplier alive) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        Supplier<LabException> failure = () -> new LabException("INIT did not end within " + limit.toSeconds() + " s");
        waiting = take(polls, end, alive, failure);
        for (ExtensionsApi.Extension extension : extensions.extensions()) {
            waitingExtensions.put(extension, take(extension.polls(), end, alive, failure));
        }
        extensions.initEnded();
    }

    /** Waits until the runtime asks to be restored: its hooks have run, and a snapshot would be taken now. */
    void awaitCheckpoint(Duration limit, BooleanSupplier alive) throws InterruptedException {
        checkpoint = take(
                checkpoints,
                System.nanoTime() + limit.toNanos(),
                alive,
                () -> new LabException("no checkpoint within " + limit.toSeconds() + " s"));
    }

    /** Lets the environment go on as one that was restored from its snapshot. */
    void restore() {
        Poll poll = checkpoint;
        if (poll == null) {
            throw new IllegalStateException("no checkpoint");
        }
        poll.answer(new LabResponse(200, Map.of("Content-Type", "application/json"), ""));
    }

    /**
     * Hands out an invocation and waits for the polls after it; leaves those waiting.
     *
     * @param patience longest wait for them, which may be longer than the function's limit
     */
    Billed invoke(Event event, Duration patience, BooleanSupplier alive) throws InterruptedException {
        Poll poll = waiting;
        if (poll == null) {
            throw new IllegalStateException("no poll is waiting");
        }
        CompletableFuture<Result> result = expect(event);
        long deadline = System.currentTimeMillis() + event.limit().toMillis();
        waitingExtensions.forEach((extension, extensionPoll) -> {
            if (extension.followsInvocations()) {
                extensionPoll.answer(ExtensionsApi.event(event.id(), deadline, ARN));
            }
        });
        poll.answer(invocation(event, deadline));
        long end = System.nanoTime() + patience.toNanos();
        Supplier<LabException> failure =
                () -> new LabException("invocation did not end within " + patience.toSeconds() + " s");
        Poll next = take(polls, end, alive, failure);
        waiting = next;
        long last = next.arrivedNanos();
        for (ExtensionsApi.Extension extension : extensions.extensions()) {
            if (extension.followsInvocations()) {
                Poll extensionPoll = take(extension.polls(), end, alive, failure);
                waitingExtensions.put(extension, extensionPoll);
                last = Math.max(last, extensionPoll.arrivedNanos());
            }
        }
        return billed(poll, last, result.getNow(new Result(last, null)));
    }

    /** Waits for the polls of all threads of an environment that handles several invocations at once. */
    void awaitThreads(int threads, Duration limit, BooleanSupplier alive) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        List<Poll> all = new ArrayList<>();
        while (all.size() < threads) {
            all.add(take(
                    polls, end, alive, () -> new LabException("INIT did not end within " + limit.toSeconds() + " s")));
        }
        polls.addAll(all);
    }

    /**
     * Hands out an invocation to any thread of the environment and waits for its result, which is what counts where
     * nothing is frozen. May be called from several threads.
     */
    Billed invokeConcurrently(Event event, Duration patience, BooleanSupplier alive) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        Supplier<LabException> failure =
                () -> new LabException("invocation did not end within " + patience.toSeconds() + " s");
        CompletableFuture<Result> result = expect(event);
        Poll poll = take(polls, end, alive, failure);
        poll.answer(invocation(event, System.currentTimeMillis() + event.limit().toMillis()));
        while (!result.isDone() && System.nanoTime() < end && alive.getAsBoolean()) {
            await(result);
        }
        if (!result.isDone()) {
            throw failure.get();
        }
        Result known = result.join();
        return billed(poll, known.arrivedNanos(), known);
    }

    private static void await(CompletableFuture<Result> result) throws InterruptedException {
        try {
            result.get(LIVENESS_INTERVAL, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // Looked at again by the caller.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletableFuture<Result> expect(Event event) {
        CompletableFuture<Result> result = new CompletableFuture<>();
        results.put(event.id(), result);
        return result;
    }

    private static Billed billed(Poll poll, long end, Result result) {
        long start = poll.handedOutNanos();
        return new Billed(end - start, result.arrivedNanos() - start, start, result.error());
    }

    private Poll take(BlockingQueue<Poll> from, long end, BooleanSupplier alive, Supplier<LabException> failure)
            throws InterruptedException {
        while (System.nanoTime() < end) {
            Poll poll = from.poll(LIVENESS_INTERVAL, TimeUnit.MILLISECONDS);
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
        throw failure.get();
    }

    private LabResponse handle(LabRequest request) throws InterruptedException {
        if (request.path().startsWith(ExtensionsApi.ROOT)) {
            return extensions.handle(request);
        }
        return switch (request.path()) {
            case NEXT -> hold(request, polls);
            case RESTORE_NEXT -> hold(request, checkpoints);
            case INIT_ERROR, RESTORE_ERROR -> {
                initError = request.body();
                yield LabResponse.empty(202);
            }
            default -> result(request);
        };
    }

    private static LabResponse hold(LabRequest request, BlockingQueue<Poll> queue) throws InterruptedException {
        Poll poll = new Poll(request.arrivedNanos());
        queue.add(poll);
        return poll.await();
    }

    private LabResponse result(LabRequest request) {
        Matcher path = RESULT.matcher(request.path());
        if (!path.matches()) {
            return LabResponse.empty(404);
        }
        CompletableFuture<Result> result = results.remove(path.group(1));
        if (result != null) {
            result.complete(new Result(request.arrivedNanos(), path.group(2).equals("error") ? request.body() : null));
        }
        return LabResponse.empty(202);
    }

    /** The runtime client crashes without a content type, and stops without an id. */
    private static LabResponse invocation(Event event, long deadlineMillis) {
        return new LabResponse(
                200,
                Map.of(
                        "Content-Type",
                        "application/json",
                        "Lambda-Runtime-Aws-Request-Id",
                        event.id(),
                        "Lambda-Runtime-Deadline-Ms",
                        Long.toString(deadlineMillis),
                        "Lambda-Runtime-Invoked-Function-Arn",
                        ARN),
                event.json());
    }

    @Override
    public void close() {
        server.close();
    }
}
