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
 * exactly once. The one exception: {@link #send(SendRequest, DeliveryLevel, SendCallback)} throws for a refused send while
 * {@link Bound#REFUSALS_WAITING} refusals wait to be told, over the whole sender. That is met when sends are refused faster
 * than the loop can tell them, most of all while the program's own code holds up a loop.
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
     * Submits a request and returns at once. A send that is refused, such as with {@link Failure#QUEUE_FULL}, has failed when
     * this returns; no callback or listener is called from within. While {@link Bound#REFUSALS_WAITING} refusals wait already, the
     * listener is not told of another; {@link SenderMetrics#failed()} counts it.
     *
     * @param goal the level up to which the send's total deadline runs, and which is watched from the start. A goal that
     *     the transport cannot establish fails the send with {@link Failure#LEVEL_UNAVAILABLE}, nothing written.
     * @throws IllegalArgumentException if the request is one {@linkplain SendRequest#withoutContent() without its content}
     * @throws IllegalStateException on a caller-driven sender, if the caller is not its owner
     */
    Delivery send(SendRequest request, DeliveryLevel goal);

    /**
     * Submits a request and reports to a callback: the form for those who count allocations.
     *
     * @param goal as in {@link #send(SendRequest, DeliveryLevel)}
     * @throws IllegalArgumentException if the request is one {@linkplain SendRequest#withoutContent() without its content}
     * @throws IllegalStateException on a caller-driven sender, if the caller is not its owner
     * @throws java.util.concurrent.RejectedExecutionException if the send is refused, and its callback cannot be called since
     *     {@link Bound#REFUSALS_WAITING} refusals wait to be told already: sends are refused faster than the
     *     loop can tell them, most of all while a callback holds it up or nobody drives it. Once the sender is closed that is
     *     the number of those that are told in all.
     *     The cause is the {@link SendException} of the refusal. The callback is never called then
     */
    void send(SendRequest request, DeliveryLevel goal, SendCallback callback);

    /**
     * Opens a connection ahead of need: address lookup, TCP connect and TLS handshake.
     *
     * <p>In TLS 1.3 a client has ended its handshake before the server looks at its certificate (RFC 8446 §4.4.2.4), so this
     * completes also where the server refuses the client then. The first send finds out.
     *
     * @param endpoint an absolute {@code http} or {@code https} URI, of which scheme, host and port count
     * @return completes when the connection is ready, with a receipt whose timings say what it took; exceptionally with a
     *     {@link SendException}. Completes at once with the receipt of none if the endpoint has all its connections, if
     *     there is no room for another over all endpoints, or if one of HTTP/2 stands that takes another stream.
     * @throws IllegalArgumentException if the URI is not acceptable to {@link SendRequest}
     */
    CompletionStage<Receipt> preconnect(URI endpoint);

    /**
     * Tells the sender that the process may have been paused, such as at the start of a Lambda invocation. The next
     * lease of each idle connection is preceded by one I/O pass of its event loop, connections idle for a second or
     * more are sent a thaw probe now, and stale ones are retired.
     *
     * <p>Not enough after a restored snapshot: where several copies go on from one state, each would write into the same
     * stream, and a probe finds a connection alive that another copy is using. Call {@link #disconnect} before the snapshot,
     * or {@link #renew} after it.
     *
     * @param sinceLast time since the last call (or since the sender was made) by a clock outside this process, such as
     *     the difference of two invocation deadlines; {@link Duration#ZERO} if there is none
     */
    void resumed(Duration sinceLast);

    /**
     * Retires every connection opened until now as soon as its exchange ends, forgets TLS sessions, and draws jitter from a
     * new seed, such as after a restored snapshot, before anything is sent or {@link #resumed} is called. Does not undo what
     * is under way: a request that was being written when the snapshot was taken is written on by every copy, into the same
     * stream. Only {@link #disconnect} before the snapshot keeps that from happening.
     *
     * <p>Addresses that the JDK has cached are in the snapshot too, and no call of its public API clears them: see the
     * security property {@code networkaddress.cache.ttl}.
     */
    void renew();

    /**
     * Closes every connection now, such as before a snapshot is taken, also one that is out of use and whose departing
     * bytes are watched: these levels fail with {@link Failure#CONNECTION_LOST}. Sends that wait for a connection, or of which nothing
     * is written yet, fail with {@link Failure#CANCELLED}; a request that is being written fails, and answers that are
     * awaited are lost, with {@link Failure#CONNECTION_LOST}. The sender stays usable: the next send opens a connection.
     *
     * @return completes when no socket of this sender is open
     */
    CompletionStage<Void> disconnect();

    /** The levels that this sender's transport can establish over TCP. */
    Set<DeliveryLevel> levels();

    /**
     * The levels that can be established of this request: those of {@link #levels()}, and of one that goes to a
     * {@linkplain SenderOptions#unixSocket Unix domain socket} {@code WRITTEN} and {@code ANSWERED} alone.
     */
    default Set<DeliveryLevel> levels(SendRequest request) {
        return levels();
    }

    /** Counters and gauges as of now. From any thread. */
    SenderMetrics metrics();

    /** Closes with the grace {@link Bound#CLOSE_GRACE}. */
    @Override
    void close();

    /**
     * Closes the sender: no new sends ({@link Failure#SENDER_CLOSED}, nothing written); those submitted have
     * {@code grace} to be written and answered, since a server may drop a request whose client has gone; what is left then
     * fails, and a delivery report that is still open is {@link DeliveryReport.Kind#UNKNOWN}. Connections are closed and the sender's
     * threads ended. Returns as soon as nothing is left, and blocks for little more than {@code grace}; a resolver or
     * publisher that ignores interruption can outlive it on a daemon thread. What waits behind a callback that holds an event
     * loop is settled when that callback returns, before the loop ends; a warning is logged. Calling it again has no effect.
     *
     * <p>A thread that is interrupted, before or while it waits, waits no longer: what is left fails at once, and the interrupt
     * status stays set. A caller-driven sender drives its loop to the end of the grace all the same.
     *
     * @param grace from 0 up
     * @throws IllegalStateException if called on an event loop of this sender, or by a thread that does not own a
     *     caller-driven one
     */
    void close(Duration grace);
}
