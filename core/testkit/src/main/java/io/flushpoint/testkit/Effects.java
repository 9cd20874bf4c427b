package io.flushpoint.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;

/** The usual effects, good or bad, for a {@link Script}. */
public final class Effects {
    private Effects() {}

    /** Answers with an empty body. */
    public static Effect respond(int status) {
        return respond(Response.of(status));
    }

    /** Answers the request. */
    public static Effect respond(Response response) {
        return exchange -> exchange.respond(response);
    }

    /** Writes an interim response (100, 102, 103); the answer is still to come. */
    public static Effect interim(Response response) {
        return exchange -> exchange.interim(response);
    }

    /** Writes an interim response without header fields; the answer is still to come. */
    public static Effect interim(int status) {
        return interim(Response.of(status));
    }

    /** Answers with these very characters, in ISO 8859-1. */
    public static Effect raw(String latin1) {
        return raw(latin1.getBytes(ISO_8859_1));
    }

    /** Answers with these very bytes. */
    public static Effect raw(byte[] bytes) {
        byte[] copy = bytes.clone();
        return exchange -> exchange.respondRaw(copy);
    }

    /** Answers with these very characters, each string as a TLS record of its own if this is TLS, and all in one segment. */
    public static Effect rawTogether(String... latin1) {
        return exchange -> exchange.respondTogether(latin1);
    }

    /** Answers with these very characters, one at a time. */
    public static Effect drip(String latin1, Duration interval) {
        byte[] bytes = latin1.getBytes(ISO_8859_1);
        return exchange -> exchange.drip(bytes, interval);
    }

    /** Does nothing for a while: think time. */
    public static Effect pause(Duration time) {
        return exchange -> exchange.connection().pause(time);
    }

    /** Neither reads nor writes any more, until the test calls {@link ServerConnection#resume()}. */
    public static Effect stall() {
        return exchange -> exchange.connection().stall();
    }

    /** Reads so many bytes and forgets them: a part of a ClientHello, for instance. */
    public static Effect discard(int bytes) {
        return exchange -> exchange.connection().discard(bytes);
    }

    /** {@link ServerConnection#closeFin()}. */
    public static Effect closeFin() {
        return exchange -> exchange.connection().closeFin();
    }

    /** {@link ServerConnection#closeRst()}. */
    public static Effect closeRst() {
        return exchange -> exchange.connection().closeRst();
    }

    /** {@link ServerConnection#closeWithoutNotify()}. */
    public static Effect closeWithoutNotify() {
        return exchange -> exchange.connection().closeWithoutNotify();
    }

    /** {@link ServerConnection#closeNotify()}. */
    public static Effect closeNotify() {
        return exchange -> exchange.connection().closeNotify();
    }

    /** {@link ServerConnection#halfClose()}. */
    public static Effect halfClose() {
        return exchange -> exchange.connection().halfClose();
    }
}
