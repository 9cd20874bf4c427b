package io.flushpoint.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.SendRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    private final Environment environment;
    private final String firstEndpoint;
    private volatile WarmReport warmReport;

    /** Kept because nobody else does: see {@link SnapStart}. */
    private @Nullable Object checkpointResource;

    LambdaSender(Environment environment, String firstEndpoint, WarmReport warmReport) {
        this.environment = environment;
        this.firstEndpoint = firstEndpoint;
        this.warmReport = warmReport;
    }

    /**
     * A sender with the options {@link LambdaOptions#fromEnvironment}: {@link #warm(LambdaOptions, String...)}.
     *
     * @throws IllegalArgumentException also for a variable of the environment that is not acceptable, naming it
     */
    public static LambdaSender warm(String... endpoints) {
        return warm(LambdaOptions.fromEnvironment(), endpoints);
    }

    /**
     * Makes the sender, connects it to each endpoint, TLS handshake included, and meanwhile goes the way of a send a few
     * dozen times inside this process, for at most {@link LambdaOptions#warmUp} together. What cannot be warmed is
     * logged and fails nothing: the first send does it then. {@link #warmReport()} tells.
     *
     * @param endpoints absolute {@code http} or {@code https} URIs, of which scheme, host and port count; the first is
     *     the one that {@link #post} and {@link #request} refer to. If there are none, those of the options
     * @throws IllegalArgumentException if there is no endpoint, or one is not acceptable to {@link SendRequest}
     * @throws IllegalStateException if the transport, TLS provider, or level asked for is not available here
     */
    public static LambdaSender warm(LambdaOptions options, String... endpoints) {
        return warm(options, System.getenv(), LambdaClocks.SYSTEM, endpoints);
    }

    static LambdaSender warm(
            LambdaOptions options, Map<String, String> environment, LambdaClocks clocks, String... endpoints) {
        List<String> given = endpoints.length == 0 ? options.endpoints() : List.of(endpoints);
        List<String> normal =
                given.stream().map(each -> SendRequest.get(each).endpoint()).toList();
        if (normal.isEmpty()) {
            throw new IllegalArgumentException(
                    "at least one endpoint is needed, in the call or in " + EnvironmentVariables.ENDPOINTS);
        }
        return new Startup(options, environment, clocks, normal).sender();
    }

    /** Keeps a resource that the runtime client's context holds weakly. */
    void keep(Object resource) {
        checkpointResource = resource;
    }

    /** Whether a resource is kept for snapshots. */
    boolean isRegistered() {
        return checkpointResource != null;
    }

    /** The snapshot was restored; these are the connections of this life. */
    void restored(WarmReport report) {
        warmReport = report;
    }

    Environment environment() {
        return environment;
    }

    /**
     * Opens an invocation, and tells the sender that the environment may have been frozen since the last one: for how
     * long, the difference of the two deadlines tells, which come from outside this environment and its clocks.
     * Connections that went stale are replaced while the handler computes. Delivery reports are told now.
     */
    public Invocation begin(Context context) {
        return environment.begin(context);
    }

    /**
     * Sends as part of the open invocation: the one whose {@linkplain Invocation#wrap(Runnable) task} the calling thread
     * runs, else the last one that it began, or else the only one there is.
     *
     * @throws IllegalStateException if no invocation is open, or several are and the calling thread began none of them,
     *     or the one whose task it runs is closed: use {@link Invocation#send}, or {@link #trySend}
     */
    public Delivery send(SendRequest request) {
        return environment.send(request);
    }

    /**
     * As {@link #send}, for what must not fail the business, such as telemetry: where that throws for want of an open
     * invocation, this reports to {@link LambdaOptions#onUndelivered} at once, on the calling thread, and returns a delivery
     * that has failed with {@link io.flushpoint.Failure#SENDER_CLOSED}, nothing written. {@link Undelivered#invocation()} is
     * empty if there was none to name.
     */
    public Delivery trySend(SendRequest request) {
        return environment.trySend(request);
    }

    /** A handler whose every call is an invocation of this sender, closed also when the handler throws. */
    public <I, O> RequestHandler<I, O> wrap(RequestHandler<I, O> handler) {
        return new FlushingHandler<>(this) {
            @Override
            protected O handle(I input, Context context, Invocation invocation) {
                return handler.handleRequest(input, context);
            }
        };
    }

    /** A handler whose every call is an invocation of this sender, closed also when the handler throws. */
    public RequestStreamHandler wrap(RequestStreamHandler handler) {
        return new FlushingStreamHandler(this) {
            @Override
            protected void handle(InputStream input, OutputStream output, Context context, Invocation invocation)
                    throws IOException {
                handler.handleRequest(input, output, context);
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

    /** How Lambda runs this environment. */
    public Mode mode() {
        return environment.mode();
    }

    /**
     * The level that every send must reach before its invocation ends; {@code WRITTEN} one to a Unix domain socket, of which the
     * kernel tells nothing.
     */
    public DeliveryLevel level() {
        return environment.level();
    }

    /** What INIT warmed and how long each step took; after a snapshot was restored, what that connected. */
    public WarmReport warmReport() {
        return warmReport;
    }

    /** How many delivery reports there were so far. */
    public ReportCounts reportCounts() {
        return environment.late().counts();
    }

    /** Closes the sender, and tells the delivery reports that are left. Lambda never asks for it: an environment ends by a kill. */
    @Override
    public void close() {
        environment.sender().close();
        environment.late().tellFinally();
    }
}
