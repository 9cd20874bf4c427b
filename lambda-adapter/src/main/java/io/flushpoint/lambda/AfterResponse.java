package io.flushpoint.lambda;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends invocations after their response: an internal extension on a daemon thread. Lambda freezes the environment when
 * the runtime and every extension have asked for the next event; so the runtime client posts the response at once, and
 * the extension asks when the sends of the invocation have reached their level.
 *
 * <pre>
 *   handler    begin -- send -- close: hand over | response, next
 *   extension  event ---------------------------- wait, report | next  -- freeze
 * </pre>
 *
 * <p>An invocation that the extension has done with, or one that comes when the extension has failed, is waited for by
 * the handler's thread as always.
 *
 * <p>An extension that never asks again holds up every later invocation until its time is over. So nothing that a
 * consumer throws ends this one, a request that fails is made again, and only when that is hopeless it says so to Lambda,
 * which then replaces the environment, and ends.
 */
final class AfterResponse {
    /**
     * How long the extension waits for an invocation to be begun, in milliseconds: a function need not begin one for
     * each event, and then nobody must pay for waiting until its time is up.
     */
    static final Duration BEGIN_WAIT = Duration.ofMillis(200);

    /** For registering, in milliseconds: the API is inside this environment. */
    static final Duration REGISTER = Duration.ofSeconds(1);

    /** Requests for one event before it is hopeless: with the pauses between them, 2.5 s. */
    static final int ATTEMPTS = 8;

    /** Before the second request for an event, in milliseconds; doubled from one to the next. */
    static final Duration FIRST_PAUSE = Duration.ofMillis(20);

    private final ExtensionClient client;
    private final LambdaClocks clocks;
    private final Duration margin;

    // ---- guarded by this ----

    /** The invocation that is being served, or was last. */
    private String current = "";

    private int open;
    private boolean begun;
    private boolean done;
    private boolean failed;
    private final Deque<Invocation> handedOver = new ArrayDeque<>();

    private AfterResponse(ExtensionClient client, LambdaClocks clocks, Duration margin) {
        this.client = client;
        this.clocks = clocks;
        this.margin = margin;
    }

    /**
     * Registers and starts to ask for events.
     *
     * @throws IOException if the extension cannot be had
     */
    static AfterResponse start(String runtimeApi, LambdaClocks clocks, Duration margin) throws IOException {
        ExtensionClient client = ExtensionClient.register(runtimeApi, (int) REGISTER.toMillis());
        AfterResponse extension = new AfterResponse(client, clocks, margin);
        Thread thread = new Thread(extension::run, "flushpoint-extension");
        thread.setDaemon(true);
        thread.start();
        return extension;
    }

    // ---- handler's thread ----

    /** An invocation begins; whether its end may be left to the extension. */
    synchronized boolean begun(String id) {
        serve(id);
        if (done || failed) {
            return false;
        }
        begun = true;
        open++;
        notifyAll();
        return true;
    }

    /** Leaves the end of an invocation that was {@link #begun} to the extension; false if it has not waited for it. */
    synchronized boolean takes(Invocation invocation) {
        boolean takes = !done && !failed && current.equals(invocation.id());
        if (takes) {
            handedOver.add(invocation);
        }
        open--;
        notifyAll();
        return takes;
    }

    private void serve(String id) {
        if (!current.equals(id)) {
            current = id;
            open = 0;
            begun = false;
            done = false;
        }
    }

    // ---- the extension's thread ----

    private void run() {
        try {
            while (true) {
                serve(nextEvent());
            }
        } catch (Throwable e) {
            fail();
            AdapterLog.warning("invocations end before their response from now on: " + e);
            client.exit((int) REGISTER.toMillis());
        }
    }

    /** Asks, and asks again; what it throws in the end says why it is hopeless. */
    private ExtensionClient.Event nextEvent() throws IOException {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                return client.next();
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                pause(pause);
                pause = pause.multipliedBy(2);
            }
        }
    }

    private synchronized void pause(Duration pause) {
        long end = clocks.nanos() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0; left = end - clocks.nanos()) {
            waitFor(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
    }

    /** An interrupt can only be a consumer's doing: this thread is nobody else's. */
    @SuppressWarnings("WaitNotInLoop") // those who call it look at the clock and again
    private synchronized void waitFor(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            // cleared by this; what is waited for is still to come
        }
    }

    private void serve(ExtensionClient.Event event) {
        synchronized (this) {
            serve(event.invocation());
        }
        for (Invocation next = next(event); next != null; next = next(event)) {
            settle(next);
        }
    }

    /** Whatever happens in it, such as an exhausted heap, the next event is asked for. */
    private static void settle(Invocation invocation) {
        try {
            invocation.settle();
        } catch (Throwable e) {
            AdapterLog.warning("invocation " + invocation.id() + " was not waited for: " + e);
        }
    }

    /** Waits for an invocation that is handed over; null when all is done for this event. */
    private synchronized @Nullable Invocation next(ExtensionClient.Event event) {
        long beginEnd = clocks.wallMillis() + BEGIN_WAIT.toMillis();
        while (true) {
            Invocation invocation = handedOver.poll();
            if (invocation != null) {
                return invocation;
            }
            long end = begun ? event.deadlineMillis() - margin.toMillis() : beginEnd;
            long left = end - clocks.wallMillis();
            if ((begun && open <= 0) || left <= 0) {
                done = true;
                return null;
            }
            waitFor(left);
        }
    }

    /** What is left with the extension is waited for by nobody; what comes is waited for by the handler's thread. */
    private void fail() {
        Deque<Invocation> left;
        synchronized (this) {
            failed = true;
            left = new ArrayDeque<>(handedOver);
            handedOver.clear();
        }
        left.forEach(AfterResponse::settle);
    }
}
