package io.flushpoint;

import io.flushpoint.internal.dispatch.SenderFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Sends HTTP/1.1 requests and tells, truthfully, how far each got, without waiting for the response.
 *
 * <p>A dedicated sender, made by {@link #create()}, owns a small group of daemon event-loop threads and may be used from
 * any thread. A {@link CallerDrivenSender} has no thread of its own. Several senders can coexist; they share nothing.
 *
 * <p>{@code send} never blocks, and never throws for what the world does: that arrives as the outcome of the send,
 * exactly once.
 */
public interface HttpSender extends AutoCloseable {
    /** A dedicated sender with default options. */
    static HttpSender create() {
        return create(SenderOptions.defaults());
    }

    /**
     * A dedicated sender.
     *
     * @throws IllegalStateException if the transport or TLS provider asked for is not available here, naming the reason
     */
    static HttpSender create(SenderOptions options) {
        return SenderFactory.dedicated(options);
    }

    /**
     * A sender driven by the calling thread, which becomes its owner.
     *
     * @throws IllegalStateException if the transport or TLS provider asked for is not available here, naming the reason
     */
    static CallerDrivenSender createCallerDriven(SenderOptions options) {
        return SenderFactory.callerDriven(options);
    }

    /** Sends with the goal {@link DeliveryLevel#WRITTEN}: {@link #send(SendRequest, DeliveryLevel)}. */
    default Delivery send(SendRequest request) {
        return send(request, DeliveryLevel.WRITTEN);
    }

    /**
     * Submits a request and returns at once.
     *
     * @param goal the level up to which the send's total deadline runs, and which is watched from the start. A goal that
     *     the transport cannot establish fails the send with {@link Failure#LEVEL_UNAVAILABLE}, nothing written.
     * @throws IllegalStateException on a caller-driven sender, if the caller is not its owner
     */
    Delivery send(SendRequest request, DeliveryLevel goal);

    /**
     * Submits a request and reports to a callback: the form for those who count allocations.
     *
     * @param goal as in {@link #send(SendRequest, DeliveryLevel)}
     * @throws IllegalStateException on a caller-driven sender, if the caller is not its owner
     */
    void send(SendRequest request, DeliveryLevel goal, SendCallback callback);

    /**
     * Opens a connection ahead of need: address lookup, TCP connect and TLS handshake.
     *
     * @param endpoint an absolute {@code http} or {@code https} URI, of which scheme, host and port count
     * @return completes when the connection is ready, with a receipt whose timings say what it took; exceptionally with a
     *     {@link SendException}. Completes at once with the receipt of none if the endpoint has all its connections.
     * @throws IllegalArgumentException if the URI is not acceptable to {@link SendRequest}
     */
    CompletionStage<Receipt> preconnect(URI endpoint);

    /**
     * Tells the sender that the process may have been paused, such as at the start of a Lambda invocation. The next
     * lease of each idle connection is preceded by one I/O pass of its event loop, connections idle for a second or
     * more are sent a thaw probe now, and stale ones are retired.
     *
     * @param sinceLast time since the last call (or since the sender was made) by a clock outside this process, such as
     *     the difference of two invocation deadlines; {@link Duration#ZERO} if there is none
     */
    void resumed(Duration sinceLast);

    /**
     * Retires every connection opened until now as soon as its exchange ends, forgets TLS sessions, and draws jitter from a
     * new seed, such as after a restored snapshot.
     */
    void renew();

    /**
     * Closes every connection now, such as before a snapshot is taken. Sends that wait for a connection, or of which nothing
     * is written yet, fail with {@link Failure#CANCELLED}; a request that is being written fails, and answers that are
     * awaited are lost, with {@link Failure#CONNECTION_LOST}. The sender stays usable: the next send opens a connection.
     *
     * @return completes when no socket of this sender is open
     */
    CompletionStage<Void> disconnect();

    /** The levels that this sender's transport can establish. */
    Set<DeliveryLevel> levels();

    /** Counters and gauges as of now. From any thread. */
    SenderMetrics metrics();

    /** Closes with the grace {@link Bound#CLOSE_GRACE}. */
    @Override
    void close();

    /**
     * Closes the sender: no new sends ({@link Failure#SENDER_CLOSED}, nothing written); those submitted have
     * {@code grace} to be written and answered, since a server may drop a request whose client has gone; what is left then
     * fails, and late news that is still open is {@link LateNews.Kind#UNKNOWN}. Connections are closed and the sender's
     * threads ended. Returns as soon as nothing is left, and blocks for little more than {@code grace}; a resolver or
     * publisher that ignores interruption can outlive it on a daemon thread. Calling it again has no effect.
     *
     * @param grace from 0 up
     * @throws IllegalStateException if called on an event loop of this sender, or by a thread that does not own a
     *     caller-driven one
     */
    void close(Duration grace);
}
