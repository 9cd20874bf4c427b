package io.flushpoint.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import io.flushpoint.Bound;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What the invocations of one environment share. From any thread. */
final class Environment {
    private final HttpSender sender;
    private final LambdaOptions options;
    private final DeliveryLevel level;
    private final Mode mode;
    private final LambdaClocks clocks;
    private final ReportDesk late;
    private final DeadlineClock deadlines;
    private final IdempotencyKeys keys = new IdempotencyKeys();
    private final OpenInvocations open = new OpenInvocations();
    private volatile @Nullable Reconnecting reconnecting;
    private volatile @Nullable AfterResponse afterResponse;
    private volatile boolean renewAtFirstBegin;
    private volatile boolean betweenHooks;

    Environment(HttpSender sender, LambdaOptions options, DeliveryLevel level, Mode mode, LambdaClocks clocks) {
        this.sender = sender;
        this.options = options;
        this.level = level;
        this.mode = mode;
        this.clocks = clocks;
        this.late = new ReportDesk(options);
        this.deadlines = new DeadlineClock(clocks);
    }

    /** From now on connections are opened at the start of invocations. */
    void reconnect(Reconnecting reconnecting) {
        this.reconnecting = reconnecting;
    }

    /** From now on invocations are ended after their response. */
    void afterResponse(AfterResponse afterResponse) {
        this.afterResponse = afterResponse;
    }

    /** The next invocation begins another life. */
    void renewAtFirstBegin() {
        renewAtFirstBegin = true;
    }

    /**
     * Whether a snapshot is being taken, or was and our hook has not been told of the restoring: others have hooks too,
     * which run before ours then and after ours before it. What is begun meanwhile uses no connection of before.
     */
    void betweenHooks(boolean between) {
        betweenHooks = between;
        renewAtFirstBegin = between;
    }

    Invocation begin(Context context) {
        return begin(context.getAwsRequestId(), context::getRemainingTimeInMillis);
    }

    Invocation begin(String id, IntSupplier remainingMillis) {
        if (renewAtFirstBegin) {
            renewAtFirstBegin = betweenHooks;
            renew();
        }
        if (mode.freezes()) {
            sender.resumed(deadlines.sinceLast(remainingMillis.getAsInt()));
            Reconnecting connections = reconnecting;
            if (connections != null) {
                connections.begin();
            }
        }
        Tag tag = new Tag(id, clocks.wallMillis() + remainingMillis.getAsInt());
        TimeLeft left = new TimeLeft(mode, options, remainingMillis);
        AfterResponse extension = afterResponse;
        boolean handsOver = extension != null && extension.begun(id);
        Invocation invocation = new Invocation(this, id, tag, left, handsOver);
        open.add(invocation);
        try {
            late.tell(invocation);
        } catch (Throwable e) { // such as a heap that is exhausted
            invocation.abandon();
            throw e;
        }
        return invocation;
    }

    /** Sends as part of the invocation that is the caller's. */
    Delivery send(SendRequest request) {
        Invocation invocation = open.ofCaller();
        if (invocation == null) {
            throw new IllegalStateException(open.whyNone());
        }
        return invocation.send(request);
    }

    /** As {@link #send}, but reports where that throws. */
    Delivery trySend(SendRequest request) {
        Invocation invocation = open.ofCaller();
        return invocation == null ? refuse("", request, open.whyNone()) : invocation.trySend(request);
    }

    /** Reports a send that no invocation takes. */
    Delivery refuse(String id, SendRequest request, String why) {
        NotTaken delivery = new NotTaken(request, why);
        SendException cause = delivery.failure();
        Told.to(options.onUndelivered(), UndeliveredSend.failed(id, request, level, cause.failure(), cause));
        return delivery;
    }

    /** An invocation takes no more sends. */
    void ended(Invocation invocation) {
        open.remove(invocation);
        Reconnecting connections = reconnecting;
        if (connections != null && open.isEmpty()) {
            connections.end();
        }
    }

    /** Leaves the wait for an invocation's sends to the extension; false if it is for the handler's thread to wait. */
    boolean handOver(Invocation invocation) {
        AfterResponse extension = afterResponse;
        return extension != null && extension.takes(invocation);
    }

    /** The request with a key, if it may have to be sent again. */
    SendRequest keyed(SendRequest request, Tag invocation) {
        boolean needsKey = options.resendLost() && request.isReplayable() && !late.hasKey(request);
        if (!needsKey) {
            return request;
        }
        try {
            return request.header(options.idempotencyKeyHeader(), keys.next(invocation));
        } catch (IllegalArgumentException headFull) {
            return request; // goes out as it is, and once only
        }
    }

    /** Every connection made until now, every name drawn and every deadline seen belongs to another life. */
    void renew() {
        sender.renew();
        keys.renew();
        deadlines.forget();
    }

    /** Longest wait for a send that a request may set, or that is the sender's default. */
    Duration sendDeadline() {
        return Duration.ofMillis(options.sender().bound(Bound.SEND_DEADLINE));
    }

    HttpSender sender() {
        return sender;
    }

    LambdaOptions options() {
        return options;
    }

    DeliveryLevel level() {
        return level;
    }

    /** The level that this request must reach: {@code WRITTEN} where the kernel tells nothing of the way that it goes. */
    DeliveryLevel level(SendRequest request) {
        return sender.levels(request).contains(level) ? level : DeliveryLevel.WRITTEN;
    }

    Mode mode() {
        return mode;
    }

    LambdaClocks clocks() {
        return clocks;
    }

    ReportDesk late() {
        return late;
    }

    OpenInvocations open() {
        return open;
    }

    IdempotencyKeys keys() {
        return keys;
    }
}
