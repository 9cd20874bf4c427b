package io.flushpoint;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 request to send: method, URI, headers, body, deadline. Immutable; each method returns a changed copy, so
 * a request made once serves as the template of many. Whatever is not fit to be sent is refused here, at once, with an
 * {@link IllegalArgumentException} that names the datum; nothing was attempted then. No message and no
 * {@link #toString()} holds a path, a query, a header value or a body.
 *
 * <h2>URI</h2>
 *
 * An absolute {@code http} or {@code https} URI (RFC 3986, RFC 9110 §4.2).
 *
 * <ul>
 *   <li>Userinfo, fragment, zone id and a percent-encoded host are refused. So is a host that ends in a number and is
 *       no IPv4 address of four decimal parts.
 *   <li>A host is a name of letters, digits, {@code -}, {@code _} and dots (labels of 1 to 63 characters, 253 in all),
 *       an IPv4 address, or an IPv6 address in brackets. It is brought to lower case; a trailing dot is kept. A name
 *       that is not ASCII is converted by IDNA 2003 ({@link java.net.IDN}, no flags), then checked.
 *   <li>The port is 1 to 65535; an empty one is the default of the scheme.
 *   <li>An empty path becomes {@code /}. Dot segments stay as they are.
 *   <li>{@code %} must be followed by two hexadecimal digits and is kept as written: nothing is decoded or encoded
 *       twice.
 *   <li>What is not ASCII is percent-encoded as UTF-8; an unpaired surrogate is refused.
 *   <li>{@code [} and {@code ]} are percent-encoded in a query, where {@link URI} allows them and parameters such as
 *       {@code filter[name]} are common, and refused in a path.
 *   <li>Every other character outside the set of RFC 3986 §3.3 and §3.4 is refused: controls, space and
 *       <code>" &lt; &gt; \ ^ ` { | }</code>.
 * </ul>
 *
 * <h2>Headers</h2>
 *
 * Sent in the order given, with the letter case given; see {@link Header} for what a value may hold. The sender writes
 * {@code Host} and the framing itself, exactly once.
 */
public final class SendRequest {
    /**
     * Bytes of the request line, {@code Host} and the headers of the caller together, at most: well above what common
     * servers accept (8 to 48 KiB), and low enough for a head to be encoded in one piece.
     */
    public static final int MAX_HEAD_BYTES = 64 << 10;

    /** Names of response headers that are kept, at most: each is looked for in every answer. */
    public static final int MAX_KEPT_HEADERS = 16;

    /** Bytes of an error's content that are kept, at most: they are held until the delivery is let go. */
    public static final int MAX_KEPT_CONTENT = 64 << 10;

    private static final String CONTENT_TYPE = "Content-Type";
    private static final String CONTENT_ENCODING = "Content-Encoding";

    /** Framing and connection management (RFC 9110 §7.6.1, RFC 9112 §6), in lower case. */
    private static final Set<String> OWNED = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authorization",
            "expect",
            "te",
            "upgrade",
            "trailer");

    private final String method;
    private final RequestTarget uri;
    private final List<Header> headers;
    private final Body body;
    private final boolean gzip;
    private final @Nullable Duration timeout;
    private final boolean replayable;
    private final Keep keep;

    /** What is kept of the answer. */
    private record Keep(List<String> headers, int errorContent) {
        private static final Keep NOTHING = new Keep(List.of(), 0);
    }

    private SendRequest(
            String method,
            RequestTarget uri,
            List<Header> headers,
            Body body,
            boolean gzip,
            @Nullable Duration timeout,
            boolean replayable,
            Keep keep) {
        this.method = method;
        this.uri = uri;
        this.headers = headers;
        this.body = body;
        this.gzip = gzip;
        this.timeout = timeout;
        this.replayable = replayable;
        this.keep = keep;
        requireHeadWithinBound();
    }

    /** A {@code GET} request. */
    public static SendRequest get(String uri) {
        return of("GET", uri);
    }

    /** A {@code GET} request. */
    public static SendRequest get(URI uri) {
        return of("GET", uri);
    }

    /** A {@code HEAD} request. */
    public static SendRequest head(String uri) {
        return of("HEAD", uri);
    }

    /** A {@code HEAD} request. */
    public static SendRequest head(URI uri) {
        return of("HEAD", uri);
    }

    /** A {@code POST} request. */
    public static SendRequest post(String uri) {
        return of("POST", uri);
    }

    /** A {@code POST} request. */
    public static SendRequest post(URI uri) {
        return of("POST", uri);
    }

    /** A {@code PUT} request. */
    public static SendRequest put(String uri) {
        return of("PUT", uri);
    }

    /** A {@code PUT} request. */
    public static SendRequest put(URI uri) {
        return of("PUT", uri);
    }

    /** A {@code PATCH} request. */
    public static SendRequest patch(String uri) {
        return of("PATCH", uri);
    }

    /** A {@code PATCH} request. */
    public static SendRequest patch(URI uri) {
        return of("PATCH", uri);
    }

    /** A {@code DELETE} request. */
    public static SendRequest delete(String uri) {
        return of("DELETE", uri);
    }

    /** A {@code DELETE} request. */
    public static SendRequest delete(URI uri) {
        return of("DELETE", uri);
    }

    /**
     * A request of any method, with no headers and no body.
     *
     * @param method a token (RFC 9110 §9.1), case-sensitive; not {@code CONNECT}, which has no path to send to
     * @param uri as the class description says
     */
    public static SendRequest of(String method, String uri) {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(uri, "uri");
        HttpSyntax.requireToken("method", method);
        if (method.equals("CONNECT")) {
            throw new IllegalArgumentException("method CONNECT opens a tunnel (RFC 9110 §9.3.6) and cannot be sent");
        }
        return new SendRequest(
                method, RequestTarget.parse(uri), List.of(), Body.empty(), false, null, false, Keep.NOTHING);
    }

    /** As {@link #of(String, String)}; what counts is {@link URI#toString()}. */
    public static SendRequest of(String method, URI uri) {
        return of(method, Objects.requireNonNull(uri, "uri").toString());
    }

    /**
     * Takes over a request made for the JDK's client: {@code sender.send(SendRequest.from(httpRequest))}. Method, URI,
     * headers (in the order of their map, which is alphabetical), timeout and body are carried over. The timeout runs
     * to the goal of the send, not to the response. The publisher of the body is subscribed to when the request is
     * sent.
     *
     * @throws IllegalArgumentException for what has no meaning here: {@code expectContinue(true)}, a version other than
     *     HTTP/1.1, a header that the sender owns; and for what {@link SendRequest} refuses anyway
     */
    public static SendRequest from(HttpRequest request) {
        Objects.requireNonNull(request, "request");
        if (request.expectContinue()) {
            throw new IllegalArgumentException(
                    "expectContinue(true) would wait for a response, which a sender does not;"
                            + " build the HttpRequest without expectContinue");
        }
        if (request.version().filter(v -> v != HttpClient.Version.HTTP_1_1).isPresent()) {
            throw new IllegalArgumentException("version " + request.version().get() + " is not spoken here;"
                    + " build the HttpRequest without version, or with version(HttpClient.Version.HTTP_1_1)");
        }
        SendRequest taken = of(request.method(), request.uri());
        for (var field : request.headers().map().entrySet()) {
            for (String value : field.getValue()) {
                taken = taken.header(field.getKey(), value);
            }
        }
        if (request.timeout().isPresent()) {
            taken = taken.timeout(request.timeout().get());
        }
        return request.bodyPublisher().isEmpty()
                ? taken
                : taken.body(body(request.bodyPublisher().get()));
    }

    private static Body body(HttpRequest.BodyPublisher publisher) {
        long length = publisher.contentLength();
        if (length == 0) {
            return Body.empty();
        }
        return length < 0 ? Body.stream(publisher) : Body.stream(publisher, length);
    }

    /**
     * Appends a header. A name may come more than once, except {@code Content-Type}.
     *
     * @throws IllegalArgumentException if {@link Header} refuses it; if the sender owns it: {@code Host},
     *     {@code Content-Length}, {@code Transfer-Encoding}, {@code Connection}, {@code Keep-Alive},
     *     {@code Proxy-Connection}, {@code Proxy-Authorization} (see {@link Proxy#credentials}), {@code Expect}, {@code TE}, {@code Upgrade} and {@code Trailer}; if it is a second
     *     {@code Content-Type}, or a {@code Content-Encoding} after {@link #gzip()}; or if the head exceeds
     *     {@link #MAX_HEAD_BYTES}
     */
    public SendRequest header(String name, String value) {
        Header header = new Header(name, value);
        if (OWNED.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("header " + name + " is the sender's own and must be left out");
        }
        if (name.equalsIgnoreCase(CONTENT_TYPE) && has(CONTENT_TYPE)) {
            throw new IllegalArgumentException("header " + name + " is there already and must not be repeated");
        }
        if (name.equalsIgnoreCase(CONTENT_ENCODING) && gzip) {
            throw new IllegalArgumentException("header " + name + " is there already, from gzip()");
        }
        return withHeaders(appended(headers, header));
    }

    /**
     * Sets the body, in place of an earlier one, and leaves the headers as they are.
     *
     * @throws IllegalArgumentException after {@link #gzip()}; for a {@link Body.Gzipped}, which only {@link #gzip()}
     *     makes; or if the method is {@code TRACE} and the body is not {@link Body#empty()} (RFC 9110 §9.3.8)
     */
    public SendRequest body(Body body) {
        Objects.requireNonNull(body, "body");
        if (gzip) {
            throw new IllegalArgumentException("the body must be set before gzip()");
        }
        if (body instanceof Body.Gzipped) {
            throw new IllegalArgumentException("the body must be set uncompressed and then compressed by gzip()");
        }
        if (method.equals("TRACE") && !(body instanceof Body.Empty)) {
            throw new IllegalArgumentException("method TRACE must have no body (RFC 9110 §9.3.8)");
        }
        return new SendRequest(method, uri, headers, body, false, timeout, replayable, keep);
    }

    /**
     * Sets the body as {@link #body(Body)} does, and {@code Content-Type} in place of an earlier one.
     *
     * @param contentType such as {@code application/json}; not empty
     */
    public SendRequest body(Body body, String contentType) {
        if (Objects.requireNonNull(contentType, "contentType").isEmpty()) {
            throw new IllegalArgumentException("contentType must not be empty");
        }
        List<Header> others = new ArrayList<>(headers);
        others.removeIf(header -> header.name().equalsIgnoreCase(CONTENT_TYPE));
        return body(body).withHeaders(appended(others, new Header(CONTENT_TYPE, contentType)));
    }

    /** Sets a copy of the bytes as the body, and {@code Content-Type}. */
    public SendRequest body(byte[] bytes, String contentType) {
        return body(Body.of(bytes), contentType);
    }

    /** Sets {@link Body#text(String)} as the body, with {@code Content-Type: text/plain; charset=utf-8}. */
    public SendRequest text(String text) {
        return body(Body.text(text), "text/plain; charset=utf-8");
    }

    /** Sets {@link Body#text(String)} as the body, with {@code Content-Type: application/json}. It is not parsed. */
    public SendRequest json(String json) {
        return body(Body.text(Objects.requireNonNull(json, "json")), "application/json");
    }

    /**
     * Compresses the body, and adds {@code Content-Encoding: gzip}. Bytes in memory are compressed now, on the calling
     * thread; a file or a stream while it is sent, chunked.
     *
     * @throws IllegalArgumentException if there is no body to compress, or a {@code Content-Encoding} already
     */
    public SendRequest gzip() {
        if (has(CONTENT_ENCODING)) {
            throw new IllegalArgumentException("gzip(): header " + CONTENT_ENCODING + " is there already");
        }
        Body compressed;
        if (body instanceof Body.InMemory inMemory) {
            compressed = new Bodies.InMemory(Gzip.compress(inMemory.bytes()));
        } else if (body instanceof Body.Empty) {
            throw new IllegalArgumentException("gzip(): the body must be set before");
        } else {
            compressed = new Bodies.Gzipped(body);
        }
        List<Header> encoded = appended(headers, new Header(CONTENT_ENCODING, "gzip"));
        return new SendRequest(method, uri, encoded, compressed, true, timeout, replayable, keep);
    }

    /**
     * Sets the total deadline of a send, from the call of {@code send} to its goal, in place of
     * {@link Bound#SEND_DEADLINE}. Time in which the process was frozen does not count.
     *
     * @param timeout more than zero, and at most the maximum of {@link Bound#SEND_DEADLINE}
     */
    public SendRequest timeout(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        Duration max = Duration.ofMillis(Bound.SEND_DEADLINE.max());
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    "timeout must be more than zero and at most " + max + ", not " + timeout);
        }
        return new SendRequest(method, uri, headers, body, gzip, timeout, replayable, keep);
    }

    /**
     * Declares that the peer may get this request twice without harm. Only then is it tried again, once, when its
     * connection is lost while it is being written and bytes of it may be out; once written it is not sent again, unless the
     * peer proves that it has not processed it ({@link Failure#UNPROCESSED}). A streamed body must then allow a second
     * subscription.
     */
    public SendRequest replayable() {
        return new SendRequest(method, uri, headers, body, gzip, timeout, true, keep);
    }

    /**
     * Keeps those headers of the final response, in place of those that were named before, for {@link Delivery#excerpt()}. Nothing
     * is kept otherwise, nor for a send with a callback, which has no delivery.
     *
     * @param names tokens (RFC 9110 §5.1), at most {@value #MAX_KEPT_HEADERS}, in any letter case
     */
    public SendRequest keepHeaders(String... names) {
        List<String> kept = List.of(names);
        if (kept.size() > MAX_KEPT_HEADERS) {
            throw new IllegalArgumentException(
                    "names of headers to keep must be at most " + MAX_KEPT_HEADERS + ", not " + kept.size());
        }
        kept.forEach(name -> HttpSyntax.requireToken("name of a header to keep", name));
        return new SendRequest(
                method, uri, headers, body, gzip, timeout, replayable, new Keep(kept, keep.errorContent()));
    }

    /**
     * Keeps the first bytes of the content of a final response whose status is 400 or more, for {@link Delivery#excerpt()}.
     * Nothing is kept otherwise, nor for a send with a callback, which has no delivery. They may hold what the request held: think before they are logged.
     *
     * @param bytes from 0, which keeps nothing, to {@value #MAX_KEPT_CONTENT}
     */
    public SendRequest keepErrorContent(int bytes) {
        if (bytes < 0 || bytes > MAX_KEPT_CONTENT) {
            throw new IllegalArgumentException(
                    "bytes of an error's content to keep must be 0 to " + MAX_KEPT_CONTENT + ", not " + bytes);
        }
        return new SendRequest(method, uri, headers, body, gzip, timeout, replayable, new Keep(keep.headers(), bytes));
    }

    /**
     * The same request with its body let go, as it is told of once it is written: method, URI, headers and length stay. It
     * cannot be sent.
     */
    public SendRequest withoutContent() {
        if (body instanceof Body.Empty || body instanceof Body.LetGo) {
            return this;
        }
        return new SendRequest(method, uri, headers, new Bodies.LetGo(body.length()), gzip, timeout, replayable, keep);
    }

    /** The method. */
    public String method() {
        return method;
    }

    /** {@code http} or {@code https}. */
    public String scheme() {
        return uri.scheme();
    }

    /** Whether the scheme is {@code https}. */
    public boolean isSecure() {
        return uri.isSecure();
    }

    /** The host in ASCII lower case, with a trailing dot if it was written; an IPv6 address without brackets. */
    public String host() {
        return uri.host();
    }

    /** The port, that of the scheme if none was written. */
    public int port() {
        return uri.port();
    }

    /** The value for {@code Host}: an IPv6 address in brackets, the port only if it is not that of the scheme. */
    public String authority() {
        return uri.authority();
    }

    /** Path and query in origin-form (RFC 9112 §3.2.1), ASCII. */
    public String target() {
        return uri.target();
    }

    /** What connections are pooled by: {@code https://host:port}, always with the port, an IPv6 address in brackets. */
    public String endpoint() {
        return uri.endpoint();
    }

    /** The headers, without those that the sender writes itself; unmodifiable. */
    public List<Header> headers() {
        return headers;
    }

    /** The body; {@link Body#empty()} if none was set. */
    public Body body() {
        return body;
    }

    /** The total deadline, if one was set. */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    /** Whether {@link #replayable()} was declared. */
    public boolean isReplayable() {
        return replayable;
    }

    /** The names of the response headers that are kept, as they were given; unmodifiable. */
    public List<String> keptHeaders() {
        return keep.headers();
    }

    /** How many bytes of an error's content are kept. */
    public int keptErrorContent() {
        return keep.errorContent();
    }

    /** Method, endpoint, and the sizes of path and body; no path, query, header value or body. */
    @Override
    public String toString() {
        return method + " " + endpoint() + ", path of " + uri.pathLength() + " characters, body: " + body;
    }

    private boolean has(String name) {
        return headers.stream().anyMatch(header -> header.name().equalsIgnoreCase(name));
    }

    private SendRequest withHeaders(List<Header> changed) {
        return new SendRequest(method, uri, changed, body, gzip, timeout, replayable, keep);
    }

    private static List<Header> appended(List<Header> headers, Header last) {
        List<Header> all = new ArrayList<>(headers.size() + 1);
        all.addAll(headers);
        all.add(last);
        return Collections.unmodifiableList(all);
    }

    private void requireHeadWithinBound() {
        long bytes = "  HTTP/1.1\r\nHost: \r\n".length();
        bytes += method.length();
        bytes += uri.target().length();
        bytes += uri.authority().length();
        for (Header header : headers) {
            bytes += header.name().length() + (long) header.value().length() + ": \r\n".length();
        }
        if (bytes > MAX_HEAD_BYTES) {
            throw new IllegalArgumentException(
                    "request line and headers must have at most " + MAX_HEAD_BYTES + " bytes, not " + bytes);
        }
    }
}
