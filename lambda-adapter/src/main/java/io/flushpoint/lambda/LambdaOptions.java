package io.flushpoint.lambda;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How an environment's sender is made and how an invocation ends. Immutable; each method returns a changed copy. */
public final class LambdaOptions {
    /**
     * Time that the end of an invocation leaves to the runtime, in milliseconds: posting the response, and the sender's
     * verdict on a send that has just run out of time, on a small share of a core.
     */
    static final Duration MARGIN = Duration.ofMillis(100);

    /** Time that warming may take in INIT, in seconds: INIT has 10 for everything, a dead endpoint must not eat them up. */
    static final Duration WARM_UP = Duration.ofSeconds(3);

    /** Longest that an invocation waits for its sends, in seconds: an outage of the peer must not turn into billed time. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** Time for reconnecting after a snapshot was restored, in seconds: of 10 that Lambda gives to all hooks, billed. */
    static final Duration RESTORE = Duration.ofSeconds(1);

    /** Longest of all these times, in days: more than any invocation has, and far from what overflows. */
    private static final Duration MOST = Duration.ofDays(1);

    /** The header of draft-ietf-httpapi-idempotency-key-header, which is what servers look at today. */
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private static final LambdaOptions DEFAULTS = new LambdaOptions();

    // Written only while a changed copy is being made.
    private SenderOptions sender = SenderOptions.defaults();
    private List<String> endpoints = List.of();
    private @Nullable DeliveryLevel level;
    private Duration margin = MARGIN;
    private Duration warmUp = WARM_UP;
    private Duration longestWait = LONGEST_WAIT;
    private Duration restore = RESTORE;
    private Consumer<Undelivered> onUndelivered = AdapterLog::undelivered;
    private Consumer<InvocationReport> onReport = AdapterLog::late;
    private boolean failInvocation;
    private boolean resendLost;
    private String idempotencyKeyHeader = IDEMPOTENCY_KEY;
    private boolean afterResponse;

    private LambdaOptions() {}

    private LambdaOptions changed(Consumer<LambdaOptions> change) {
        LambdaOptions copy = new LambdaOptions();
        copy.sender = sender;
        copy.endpoints = endpoints;
        copy.level = level;
        copy.margin = margin;
        copy.warmUp = warmUp;
        copy.longestWait = longestWait;
        copy.restore = restore;
        copy.onUndelivered = onUndelivered;
        copy.onReport = onReport;
        copy.failInvocation = failInvocation;
        copy.resendLost = resendLost;
        copy.idempotencyKeyHeader = idempotencyKeyHeader;
        copy.afterResponse = afterResponse;
        change.accept(copy);
        return copy;
    }

    /** Everything at its default, whatever the environment says. */
    public static LambdaOptions defaults() {
        return DEFAULTS;
    }

    /**
     * The defaults, changed by what the variables of the environment say whose names begin with {@code FLUSHPOINT_}:
     * {@code FLUSHPOINT_ENDPOINTS} (URIs with commas between), {@code _LEVEL}, {@code _MARGIN_MS}, {@code _WARM_UP_MS},
     * {@code _LONGEST_WAIT_MS}, {@code _RESTORE_MS}, {@code _LOOP}, {@code _TRANSPORT}, {@code _FAIL_INVOCATION},
     * {@code _RESEND_LOST}, {@code _IDEMPOTENCY_KEY_HEADER}, {@code _AFTER_RESPONSE}, and every
     * {@link io.flushpoint.Bound} by its name, such as {@code FLUSHPOINT_CONNECTIONS_PER_ENDPOINT}.
     *
     * @throws IllegalArgumentException for a name that is none of these, or a value that is not acceptable, naming the
     *     variable
     */
    public static LambdaOptions fromEnvironment() {
        return fromEnvironment(System.getenv());
    }

    static LambdaOptions fromEnvironment(Map<String, String> environment) {
        return EnvironmentVariables.read(environment);
    }

    /** Replaces the options of the sender. */
    public LambdaOptions sender(SenderOptions sender) {
        return changed(copy -> copy.sender = Objects.requireNonNull(sender, "sender"));
    }

    /**
     * Sets the endpoints to warm, for a {@link LambdaSender#warm(LambdaOptions, String...)} that names none.
     *
     * @param endpoints absolute {@code http} or {@code https} URIs, of which scheme, host and port count
     * @throws IllegalArgumentException if one is not acceptable to {@link SendRequest}
     */
    public LambdaOptions endpoints(String... endpoints) {
        List<String> given = List.of(endpoints);
        given.forEach(SendRequest::get);
        return changed(copy -> copy.endpoints = given);
    }

    /**
     * Sets the level that every send must reach before its invocation ends. By default {@link DeliveryLevel#SENT}
     * where the transport can establish it, {@link DeliveryLevel#WRITTEN} elsewhere.
     */
    public LambdaOptions level(DeliveryLevel level) {
        return changed(copy -> copy.level = Objects.requireNonNull(level, "level"));
    }

    /**
     * Sets the part of the remaining time that is left to the runtime; 100 ms by default.
     *
     * @throws IllegalArgumentException if it is negative or longer than a day
     */
    public LambdaOptions margin(Duration margin) {
        return changed(copy -> copy.margin = upToADay("margin", margin));
    }

    /**
     * Sets for how long INIT is held up for warming, which goes on opening connections afterwards; 3 s by default.
     *
     * @throws IllegalArgumentException if it is negative or longer than a day
     */
    public LambdaOptions warmUp(Duration warmUp) {
        return changed(copy -> copy.warmUp = upToADay("warmUp", warmUp));
    }

    /**
     * Sets for how long the end of an invocation waits for its sends at most, however much time remains; 5 s by
     * default. In {@link Mode#MANAGED}, where the remaining time means nothing, this is the only bound.
     *
     * @throws IllegalArgumentException if it is negative or longer than a day
     */
    public LambdaOptions longestWait(Duration longestWait) {
        return changed(copy -> copy.longestWait = upToADay("longestWait", longestWait));
    }

    /**
     * Sets for how long the restoring of a snapshot is held up for reconnecting; 1 s by default.
     *
     * @throws IllegalArgumentException if it is negative or longer than a day
     */
    public LambdaOptions restore(Duration restore) {
        return changed(copy -> copy.restore = upToADay("restore", restore));
    }

    /**
     * Sets who hears of sends that did not reach their level; called once each, by the thread that closes the
     * invocation, within its remaining time. Of a send that no invocation took ({@link LambdaSender#trySend}) the thread
     * that tried tells; of one that was being submitted while its invocation was closed, the event loop may. By default
     * each is a warning of the logger {@code io.flushpoint.lambda}, through Netty's internal logger as everything else
     * here: to SLF4J or Log4j where present, otherwise to standard error and so to the function's log. What the consumer
     * throws, an {@link Error} too, is logged there and ends nothing.
     */
    public LambdaOptions onUndelivered(Consumer<Undelivered> consumer) {
        return changed(copy -> copy.onUndelivered = Objects.requireNonNull(consumer, "onUndelivered"));
    }

    /**
     * Sets who hears of what became of sends after they were written, good or bad: filter as you like. Called once for
     * each send that was written, on the handler's thread, when the next invocation begins and when one closes, so that
     * it may use whatever the handler may. By default losses, statuses from 400 up and answers that never came are
     * warnings of the logger {@code io.flushpoint.lambda}. What the consumer throws is logged there and goes no further.
     *
     * <p>The last invocation of an environment has none after it, and Lambda ends environments without a word: what
     * becomes known by then is told to nobody.
     */
    public LambdaOptions onReport(Consumer<InvocationReport> consumer) {
        return changed(copy -> copy.onReport = Objects.requireNonNull(consumer, "onReport"));
    }

    /**
     * Makes {@link Invocation#close} throw an {@link UndeliveredException} if a send did not reach its level, so that
     * Lambda sees the invocation fail and may try it again. By default it does not.
     */
    public LambdaOptions failInvocation(boolean failInvocation) {
        return changed(copy -> copy.failInvocation = failInvocation);
    }

    /**
     * Sends again, once and in the invocation during which it becomes known, what was lost after it was written, if it
     * was declared {@link SendRequest#replayable}. Both copies carry the same key in {@link #idempotencyKeyHeader}. By
     * default nothing is sent again.
     */
    public LambdaOptions resendLost(boolean resendLost) {
        return changed(copy -> copy.resendLost = resendLost);
    }

    /**
     * Names the header that holds the key by which a peer knows two copies of one request; {@code Idempotency-Key} by
     * default. A replayable request that has such a header keeps its own.
     *
     * @throws IllegalArgumentException if {@link SendRequest#header} refuses the name
     */
    public LambdaOptions idempotencyKeyHeader(String name) {
        SendRequest.get("http://localhost").header(name, "key");
        return changed(copy -> copy.idempotencyKeyHeader = name);
    }

    /**
     * Lets the caller of the function have its response first and waits for the sends afterwards, before the
     * environment is frozen, by an internal extension that INIT registers. What is billed stays the same. Where no
     * extension can be had ({@link Mode#MANAGED}, {@link Mode#SNAP_START}, outside Lambda) the invocation waits as
     * always, and {@link WarmReport} says so. By default off. Sends that did not make it are then told on the
     * extension's thread.
     */
    public LambdaOptions afterResponse(boolean afterResponse) {
        return changed(copy -> copy.afterResponse = afterResponse);
    }

    SenderOptions sender() {
        return sender;
    }

    List<String> endpoints() {
        return endpoints;
    }

    Optional<DeliveryLevel> level() {
        return Optional.ofNullable(level);
    }

    Duration margin() {
        return margin;
    }

    Duration warmUp() {
        return warmUp;
    }

    Duration longestWait() {
        return longestWait;
    }

    Duration restore() {
        return restore;
    }

    Consumer<Undelivered> onUndelivered() {
        return onUndelivered;
    }

    Consumer<InvocationReport> onReport() {
        return onReport;
    }

    boolean failInvocation() {
        return failInvocation;
    }

    boolean resendLost() {
        return resendLost;
    }

    String idempotencyKeyHeader() {
        return idempotencyKeyHeader;
    }

    boolean afterResponse() {
        return afterResponse;
    }

    private static Duration upToADay(String name, Duration value) {
        if (value.isNegative() || value.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(name + " must be from 0 to " + MOST + ", not " + value);
        }
        return value;
    }
}
