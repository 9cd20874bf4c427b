package io.flushpoint;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * The handle of one send: when, and whether, each {@link DeliveryLevel} is reached.
 *
 * <p>Safe for use from any thread, except that a caller-driven sender's deliveries belong to its owner thread, as the
 * sender does.
 */
public interface Delivery {
    /**
     * The request of this send, body included: whoever keeps a delivery keeps the body in memory. The sender itself lets go
     * of it once it is written.
     */
    SendRequest request();

    /**
     * The moment at which a level is reached.
     *
     * <p>Completes exactly once: with the receipt as of that moment, or exceptionally with a {@link SendException}.
     * {@link DeliveryLevel#SENT} and {@link DeliveryLevel#ACKNOWLEDGED} are watched from the first call on, unless the
     * level was the send's goal, which is watched from the start. They are watched up to the deadline of the send if one is
     * its goal, else up to {@link Bound#ANSWER_DEADLINE}, which counts from the first call where that comes after the
     * answer. Where the transport cannot establish them the stage
     * fails with {@link Failure#LEVEL_UNAVAILABLE} and the send goes on.
     *
     * <p>Dependent actions run on the event loop (caller-driven: on the owner thread while it drives the loop) and must
     * not block.
     */
    CompletionStage<Receipt> reached(DeliveryLevel level);

    /**
     * Waits until the goal of the send is reached, for at most {@code timeout}: {@link #await(DeliveryLevel, Duration)} with the
     * level that was given to {@code send}.
     */
    Receipt await(Duration timeout) throws IOException, InterruptedException;

    /**
     * Waits until a level is reached, for at most {@code timeout}. The time of the wait bounds the caller, not the
     * send, which goes on after an {@link AwaitTimeoutException}.
     *
     * <p>On a caller-driven sender this drives the loop. Must not be called from a callback. Over NIO such a wait does not
     * notice an interrupt, and loses it: Netty's selector clears it.
     *
     * @param timeout from 0 up; with 0 the loop of a caller-driven sender makes one pass that does not block
     * @return the receipt as of the moment at which the level was reached
     * @throws SendException if the level will not be reached
     * @throws AwaitTimeoutException if it is not known in time
     * @throws InterruptedException if the thread is interrupted while waiting
     * @throws IllegalStateException if called on an event loop or from a callback, or by a thread that does not own a caller-driven sender
     */
    Receipt await(DeliveryLevel level, Duration timeout) throws IOException, InterruptedException;

    /**
     * What became of the request after it was written: completes exactly once, always normally, if
     * {@link DeliveryLevel#WRITTEN} was reached, at the latest {@link Bound#ANSWER_DEADLINE} after it; never otherwise.
     * Runs its dependents as {@link #reached} does.
     */
    CompletionStage<DeliveryReport> report();

    /**
     * What was kept of the answer: completes exactly once, always normally, after {@link DeliveryLevel#ANSWERED}. That is as soon
     * as what {@link SendRequest#keepHeaders} and {@link SendRequest#keepErrorContent} ask for is read, or when no more of it will
     * come; at the latest {@link Bound#DRAIN_TIME} after the answer, or when the send ends without one. Neither
     * {@link HttpSender#close} nor {@link HttpSender#disconnect} waits for it. Runs its dependents as {@link #reached} does; on a
     * caller-driven sender it comes while the loop is driven, such as by {@link CallerDrivenSender#run}.
     *
     * @throws IllegalStateException if the request asks for nothing
     */
    CompletionStage<AnswerExcerpt> excerpt();

    /** The receipt as of the level that was reached, or failed, last; an empty one before. */
    Receipt receipt();

    /**
     * Gives the send up. Before the first byte this is clean: the send fails with {@link Failure#CANCELLED},
     * {@link WireState#NOTHING_WRITTEN}. After it the connection is retired. Levels reached stay reached; those that
     * are open fail. Without effect once the send is answered or has failed.
     */
    void cancel();
}
