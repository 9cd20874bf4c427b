package io.flushpoint.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import io.flushpoint.Bound;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What the invocations of one environment share. From any thread, as far as the engine allows it. */
final class Environment {
    private final Engine engine;
    private final LambdaOptions options;
    private final DeliveryLevel level;
    private final Mode mode;
    private final Clocks clocks;
    private final LateNewsDesk late;
    private final DeadlineClock deadlines;
    private final IdempotencyKeys keys = new IdempotencyKeys();
    private final OpenInvocations open = new OpenInvocations();
    private volatile @Nullable Reconnecting reconnecting;
    private volatile @Nullable AfterResponse afterResponse;
    private volatile boolean renewAtFirstBegin;

    Environment(Engine engine, LambdaOptions options, DeliveryLevel level, Mode mode, Clocks clocks) {
        this.engine = engine;
        this.options = options;
        this.level = level;
        this.mode = mode;
        this.clocks = clocks;
        this.late = new LateNewsDesk(options);
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

    Invocation begin(Context context) {
        return begin(context.getAwsRequestId(), context::getRemainingTimeInMillis);
    }

    Invocation begin(String id, IntSupplier remainingMillis) {
        engine.enter("begin");
        if (renewAtFirstBegin) {
            renewAtFirstBegin = false;
            renew();
        }
        if (mode.freezes()) {
            engine.sender().resumed(deadlines.sinceLast(remainingMillis.getAsInt()));
            Reconnecting connections = reconnecting;
            if (connections != null) {
                connections.begin();
            }
        }
        AfterResponse extension = afterResponse;
        boolean handsOver = extension != null && extension.begun(id);
        Invocation invocation = new Invocation(this, id, new TimeLeft(mode, options, remainingMillis), handsOver);
        open.add(invocation);
        late.tell(invocation);
        return invocation;
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
    SendRequest keyed(SendRequest request) {
        String header = options.idempotencyKeyHeader();
        boolean needsKey = options.resendLost()
                && request.isReplayable()
                && request.headers().stream().noneMatch(each -> each.name().equalsIgnoreCase(header));
        return needsKey ? request.header(header, keys.next()) : request;
    }

    /** Every connection made until now, every name drawn and every deadline seen belongs to another life. */
    void renew() {
        engine.sender().renew();
        keys.renew();
        deadlines.forget();
    }

    /** Longest wait for a send that a request may set, or that is the sender's default. */
    Duration sendDeadline() {
        return Duration.ofMillis(options.sender().bound(Bound.SEND_DEADLINE));
    }

    Engine engine() {
        return engine;
    }

    HttpSender sender() {
        return engine.sender();
    }

    LambdaOptions options() {
        return options;
    }

    DeliveryLevel level() {
        return level;
    }

    Mode mode() {
        return mode;
    }

    Clocks clocks() {
        return clocks;
    }

    LateNewsDesk late() {
        return late;
    }

    OpenInvocations open() {
        return open;
    }

    IdempotencyKeys keys() {
        return keys;
    }
}
