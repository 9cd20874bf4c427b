package io.flushpoint.micrometer;

import io.flushpoint.Body;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.SendRequest;
import io.flushpoint.telemetry.TelemetryAnswer;
import io.flushpoint.telemetry.TelemetrySender;
import io.micrometer.core.ipc.http.HttpSender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Sends what a Micrometer registry publishes, for the {@code httpClient} or {@code metricsSender} of its builder. A {@code POST} is
 * done at the level of the {@link TelemetrySender}, and below {@link DeliveryLevel#ANSWERED} its registry is told 202 Accepted
 * (RFC 9110 §15.3.3) with an empty body, which no peer gave. Every other method waits for the answer and tells its status.
 *
 * <p>An answer's body is told from status 400 up, as far as {@link io.flushpoint.telemetry.TelemetryOptions#errorContent} keeps
 * it; that of a success is not kept. Redirects are not followed. What follows for a registry:
 *
 * <table class="striped">
 *   <caption>Registries</caption>
 *   <thead><tr><th>registry</th><th>form</th><th>why</th></tr></thead>
 *   <tbody>
 *     <tr><td>OTLP, Influx API v2, Humio, Kairos, New Relic, OpenTSDB</td><td>{@link #over}</td>
 *         <td>a success is only logged</td></tr>
 *     <tr><td>Datadog, Dynatrace v1</td><td>{@link #over}</td>
 *         <td>values go by {@code POST}; the metric is described by {@code PUT}, which waits, and is done again until that succeeds</td></tr>
 *     <tr><td>Influx API v1</td><td>{@link #over} with {@code autoCreateDb} off, else {@link #waiting}</td>
 *         <td>the database is made by a {@code POST} that the next one needs</td></tr>
 *     <tr><td>AppOptics, Elastic, Dynatrace v2</td><td>neither: their own sender</td>
 *         <td>they look in a success's body for what was not taken; without it AppOptics and Dynatrace log every publication as
 *             an error, and Elastic misses one</td></tr>
 *   </tbody>
 * </table>
 *
 * <p>For any thread but an event loop's. Has nothing to close.
 */
public final class FlushpointHttpSender implements HttpSender {
    private static final int ACCEPTED = 202;

    /** What the sender writes itself, in lower case. The JDK's client, behind Micrometer's own sender, ignores them too. */
    private static final Set<String> FRAMING =
            Set.of("connection", "content-length", "keep-alive", "transfer-encoding");

    private final TelemetrySender sender;
    private final DeliveryLevel posts;

    private FlushpointHttpSender(TelemetrySender sender, DeliveryLevel posts) {
        this.sender = sender;
        this.posts = posts;
    }

    /** Whose posts are done at the level of the sender. */
    public static FlushpointHttpSender over(TelemetrySender sender) {
        return new FlushpointHttpSender(sender, sender.level());
    }

    /** Which waits for every answer, whatever the level of the sender, and tells its status: for a registry that acts on it. */
    public static FlushpointHttpSender waiting(TelemetrySender sender) {
        return new FlushpointHttpSender(sender, DeliveryLevel.ANSWERED);
    }

    /**
     * Sends, and waits for as long as {@link TelemetrySender#sendAndWait(SendRequest, DeliveryLevel)} does.
     *
     * @throws IOException as that says
     * @throws IllegalArgumentException if URL or a header are not acceptable to {@link SendRequest}. {@code Content-Length},
     *     {@code Transfer-Encoding}, {@code Connection} and {@code Keep-Alive} are left out, and so is a {@code Host} that is
     *     the URL's; another one is not acceptable
     */
    @Override
    public Response send(Request request) throws IOException {
        DeliveryLevel level = request.getMethod() == Method.POST ? posts : DeliveryLevel.ANSWERED;
        TelemetryAnswer answer = sender.sendAndWait(translated(request), level);
        return new Response(answer.statusOr(ACCEPTED), new String(answer.content(), StandardCharsets.UTF_8));
    }

    private static SendRequest translated(Request request) {
        SendRequest translated =
                SendRequest.of(request.getMethod().name(), request.getUrl().toString());
        for (Map.Entry<String, String> header : request.getRequestHeaders().entrySet()) {
            if (!isWrittenAnyway(header.getKey(), header.getValue(), translated)) {
                translated = translated.header(header.getKey(), header.getValue());
            }
        }
        byte[] entity = Objects.requireNonNullElse(request.getEntity(), new byte[0]);
        return entity.length == 0 ? translated : translated.body(Body.of(entity));
    }

    private static boolean isWrittenAnyway(String header, String value, SendRequest request) {
        String name = header.toLowerCase(Locale.ROOT);
        return FRAMING.contains(name) || (name.equals("host") && value.equalsIgnoreCase(request.authority()));
    }

    @Override
    public String toString() {
        return "FlushpointHttpSender[posts=" + posts + ", " + sender + "]";
    }
}
