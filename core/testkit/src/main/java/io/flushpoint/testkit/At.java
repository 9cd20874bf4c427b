package io.flushpoint.testkit;

import java.time.Duration;

/**
 * A position in the life of a connection, at which a {@link Script} does something.
 *
 * <pre>
 *   ON_ACCEPT  AFTER_HANDSHAKE  [ whileIdle(d)  afterBytes(n)  AFTER_HEAD  afterBodyBytes(n)  AFTER_REQUEST
 *                                 AFTER_RESPONSE_HEAD  inResponseBody(n)  AFTER_RESPONSE ]  again for each request
 * </pre>
 *
 * <p>A position is that of every request on every connection unless narrowed:
 * {@code AFTER_HEAD.ofRequest(2).onConnection(1)}.
 *
 * @param amount bytes, or nanoseconds for {@link Place#WHILE_IDLE}
 * @param connection 1 is the first that the server accepted, 0 stands for each
 * @param request 1 is the first on its connection, 0 stands for each
 */
public record At(Place place, long amount, int connection, int request) {
    /** A connection was accepted; nothing was read, and no TLS handshake has begun. Bytes sent here go out in clear. */
    public static final At ON_ACCEPT = at(Place.ON_ACCEPT, 0);

    /** The connection is ready for requests: the TLS handshake, if any, is done. */
    public static final At AFTER_HANDSHAKE = at(Place.AFTER_HANDSHAKE, 0);

    /** The empty line after the request head was read. */
    public static final At AFTER_HEAD = at(Place.AFTER_HEAD, 0);

    /** The last byte of the request was read. The script's answer follows, unless an effect answered before it. */
    public static final At AFTER_REQUEST = at(Place.AFTER_REQUEST, 0);

    /** The head of a final response was written. */
    public static final At AFTER_RESPONSE_HEAD = at(Place.AFTER_RESPONSE_HEAD, 0);

    /** The final response was written. Comes once per request, also when an effect here answers again. */
    public static final At AFTER_RESPONSE = at(Place.AFTER_RESPONSE, 0);

    /** The kinds of position. */
    public enum Place {
        ON_ACCEPT,
        AFTER_HANDSHAKE,
        WHILE_IDLE,
        AFTER_BYTES,
        AFTER_HEAD,
        AFTER_BODY_BYTES,
        AFTER_REQUEST,
        AFTER_RESPONSE_HEAD,
        IN_RESPONSE_BODY,
        AFTER_RESPONSE
    }

    /** The connection has been without a byte from the client for so long, before the request that comes next. */
    public static At whileIdle(Duration idle) {
        return at(Place.WHILE_IDLE, idle.toNanos());
    }

    /** So many bytes of a request were read, counted from the first of its head, chunk framing included. */
    public static At afterBytes(long bytes) {
        return at(Place.AFTER_BYTES, bytes);
    }

    /** So many bytes of a request's body were read, counted without chunk framing. */
    public static At afterBodyBytes(long bytes) {
        return at(Place.AFTER_BODY_BYTES, bytes);
    }

    /** So many bytes of a response's body were written, chunk framing included. */
    public static At inResponseBody(long bytes) {
        return at(Place.IN_RESPONSE_BODY, bytes);
    }

    /** This position on one connection only. */
    public At onConnection(int number) {
        return new At(place, amount, number, request);
    }

    /** This position in one request of its connection only. */
    public At ofRequest(int number) {
        return new At(place, amount, connection, number);
    }

    boolean concerns(Place candidate, int connectionNumber, int requestNumber) {
        return place == candidate
                && (connection == 0 || connection == connectionNumber)
                && (request == 0 || request == requestNumber);
    }

    private static At at(Place place, long amount) {
        return new At(place, amount, 0, 0);
    }
}
