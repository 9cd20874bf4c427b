package io.flushpoint.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The sender of one Lambda environment: made and warmed once in INIT, used by every invocation. Keep it in a static
 * final field of the handler class. May be used from any thread; its own threads are daemons.
 *
 * <pre>{@code
 * private static final LambdaSender METRICS = LambdaSender.warm("https://metrics.example.com");
 *
 * public String handleRequest(Order order, Context context) {
 *     try (Invocation invocation = METRICS.begin(context)) {
 *         invocation.send(METRICS.post("/v1/counters").json(counters));
 *         return process(order);
 *     } // returns when the request has left this machine, not when it is answered
 * }
 * }</pre>
 */
public final class LambdaSender implements AutoCloseable {
    private final HttpSender sender;
    private final LambdaOptions options;
    private final DeliveryLevel level;
    private final String firstEndpoint;
    private final Clocks clocks;
    private final DeadlineClock deadlines;
    private final OpenInvocations open = new OpenInvocations();

    private LambdaSender(
            HttpSender sender, LambdaOptions options, DeliveryLevel level, String firstEndpoint, Clocks clocks) {
        this.sender = sender;
        this.options = options;
        this.level = level;
        this.firstEndpoint = firstEndpoint;
        this.clocks = clocks;
        this.deadlines = new DeadlineClock(clocks);
    }

    /** A sender with default options: {@link #warm(LambdaOptions, String...)}. */
    public static LambdaSender warm(String... endpoints) {
        return warm(LambdaOptions.defaults(), endpoints);
    }

    /**
     * Makes the sender and connects it to each endpoint, TLS handshake included, for at most
     * {@link LambdaOptions#warmUp}. An endpoint that cannot be reached is logged and fails nothing: the first send
     * connects.
     *
     * @param endpoints absolute {@code http} or {@code https} URIs, of which scheme, host and port count; the first is
     *     the one that {@link #post} and {@link #request} refer to
     * @throws IllegalArgumentException if there is no endpoint, or one is not acceptable to {@link SendRequest}
     * @throws IllegalStateException if the transport, TLS provider or level asked for is not available here
     */
    public static LambdaSender warm(LambdaOptions options, String... endpoints) {
        return warm(options, Clocks.SYSTEM, endpoints);
    }

    static LambdaSender warm(LambdaOptions options, Clocks clocks, String... endpoints) {
        List<String> normal = Arrays.stream(endpoints)
                .map(endpoint -> SendRequest.get(endpoint).endpoint())
                .toList();
        if (normal.isEmpty()) {
            throw new IllegalArgumentException("at least one endpoint is needed");
        }
        HttpSender sender = openSender(options);
        try {
            DeliveryLevel level = level(options, sender.levels());
            WarmUp.connect(sender, normal, options.warmUp(), clocks);
            return new LambdaSender(sender, options, level, normal.get(0), clocks);
        } catch (RuntimeException e) {
            sender.close();
            throw e;
        }
    }

    /** The one place that chooses the event loop: dedicated, until a measurement speaks for another. */
    private static HttpSender openSender(LambdaOptions options) {
        return HttpSender.create(options.sender());
    }

    private static DeliveryLevel level(LambdaOptions options, Set<DeliveryLevel> available) {
        DeliveryLevel byDefault = available.contains(DeliveryLevel.SENT) ? DeliveryLevel.SENT : DeliveryLevel.WRITTEN;
        DeliveryLevel level = options.level().orElse(byDefault);
        if (!available.contains(level)) {
            throw new IllegalStateException(level + " cannot be established on this transport, only " + available);
        }
        return level;
    }

    /**
     * Opens an invocation, and tells the sender that the environment may have been frozen since the last one: for how
     * long, the difference of the two deadlines tells, which come from outside this environment and its clocks.
     */
    public Invocation begin(Context context) {
        sender.resumed(deadlines.sinceLast(context));
        Invocation invocation = new Invocation(sender, level, options, context, open, clocks);
        open.add(invocation);
        return invocation;
    }

    /**
     * Sends as part of the open invocation: the last one that the calling thread began, or else the only one there is.
     *
     * @throws IllegalStateException if no invocation is open, or several are and the calling thread began none of them:
     *     use {@link Invocation#send}
     */
    public Delivery send(SendRequest request) {
        return open.ofCaller().send(request);
    }

    /** A handler whose every call is an invocation of this sender, closed also when the handler throws. */
    public <I, O> RequestHandler<I, O> wrap(RequestHandler<I, O> handler) {
        return (input, context) -> {
            Invocation invocation = begin(context);
            try {
                return handler.handleRequest(input, context);
            } finally {
                invocation.close();
            }
        };
    }

    /** A handler whose every call is an invocation of this sender, closed also when the handler throws. */
    public RequestStreamHandler wrap(RequestStreamHandler handler) {
        return (input, output, context) -> {
            Invocation invocation = begin(context);
            try {
                handler.handleRequest(input, output, context);
            } finally {
                invocation.close();
            }
        };
    }

    /** A POST to a path of the first endpoint. */
    public SendRequest post(String path) {
        return request("POST", path);
    }

    /**
     * A request to a path of the first endpoint.
     *
     * @param path begins with a slash; may have a query
     * @throws IllegalArgumentException if method or path are not acceptable to {@link SendRequest}
     */
    public SendRequest request(String method, String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path must begin with a slash");
        }
        return SendRequest.of(method, firstEndpoint + path);
    }

    /** The level that every send must reach before its invocation ends. */
    public DeliveryLevel level() {
        return level;
    }

    /** Closes the sender. Lambda never asks for it: an environment ends by a kill. */
    @Override
    public void close() {
        sender.close();
    }
}
