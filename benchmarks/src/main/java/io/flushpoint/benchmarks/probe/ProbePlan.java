package io.flushpoint.benchmarks.probe;

import io.flushpoint.Body;
import io.flushpoint.Bound;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpProtocol;
import io.flushpoint.Proxies;
import io.flushpoint.Proxy;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * What a run does, checked: everything that can be wrong with the command line is found while it is made, before
 * anything is sent.
 *
 * @param request sent {@code count} times
 * @param goal the level each send is to reach
 * @param timeout total deadline of each send
 * @param interval from the start of a send to the start of the next
 * @param linger wait for news after each send that was written
 */
record ProbePlan(
        SendRequest request,
        DeliveryLevel goal,
        int count,
        Duration timeout,
        Duration interval,
        Duration linger,
        LoopChoice loop,
        SenderOptions senderOptions,
        boolean json) {
    /** Memory for the summary: eight times per send. */
    private static final int MAX_COUNT = 1_000_000;

    private static final long MAX_TIMEOUT_MILLIS = Bound.SEND_DEADLINE.max();
    private static final long MAX_PAUSE_MILLIS = Duration.ofDays(1).toMillis();

    /** The answer is what a human wants to see; a tool says itself how long it wants to wait. */
    private static final long HUMAN_LINGER_MILLIS = 2_000;

    /**
     * Checks what was given.
     *
     * @throws IllegalArgumentException naming what is wrong, and never a header value, query or body
     */
    static ProbePlan of(ProbeOptions given) {
        long timeout = range("--timeout", given.timeout, 1, MAX_TIMEOUT_MILLIS);
        long lingerDefault = given.json ? 0 : HUMAN_LINGER_MILLIS;
        long linger = given.linger == null ? lingerDefault : given.linger;
        return new ProbePlan(
                request(given).timeout(Duration.ofMillis(timeout)),
                given.level,
                (int) range("--count", given.count, 1, MAX_COUNT),
                Duration.ofMillis(timeout),
                Duration.ofMillis(range("--interval", given.interval, 0, MAX_PAUSE_MILLIS)),
                Duration.ofMillis(range("--linger", linger, 0, MAX_PAUSE_MILLIS)),
                given.loop,
                senderOptions(given, timeout),
                given.json);
    }

    private static long range(String option, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(option + " must be from " + min + " to " + max + ", not " + value);
        }
        return value;
    }

    private static SendRequest request(ProbeOptions given) {
        Optional<Body> body = ProbeBody.of(given);
        String method = given.method != null ? given.method : body.isPresent() ? "POST" : "GET";
        SendRequest request = SendRequest.of(method, given.url);
        boolean typed = false;
        for (int i = 0; i < given.headers.size(); i++) {
            String header = given.headers.get(i);
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("--header number " + (i + 1) + " is not of the form 'Name: value'");
            }
            String name = header.substring(0, colon);
            typed |= name.equalsIgnoreCase("content-type");
            request = request.header(name, stripSpaces(header.substring(colon + 1)));
        }
        if (body.isPresent()) {
            request = typed
                    ? request.body(body.get())
                    : request.body(
                            body.get(), given.data != null ? "text/plain; charset=utf-8" : "application/octet-stream");
        }
        return given.replayable ? request.replayable() : request;
    }

    /** Optional whitespace of RFC 9110 §5.6.3 around a value; any other control character is left to be refused. */
    private static String stripSpaces(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && isBlank(value.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static SenderOptions senderOptions(ProbeOptions given, long timeout) {
        return SenderOptions.defaults()
                .transport(given.transport)
                .tls(tlsOptions(given))
                .proxies(proxies(given))
                .protocol(protocol(given.http))
                .answerDeadline(Duration.ofMillis(Math.max(timeout, Bound.ANSWER_DEADLINE.defaultValue())));
    }

    private static HttpProtocol protocol(String version) {
        return switch (version) {
            case "1.1" -> HttpProtocol.HTTP_1_1;
            case "2" -> HttpProtocol.HTTP_2;
            case "auto" -> HttpProtocol.AUTO;
            default -> throw new IllegalArgumentException("--http must be 1.1, 2 or auto, not '" + version + "'");
        };
    }

    private static Proxies proxies(ProbeOptions given) {
        if (given.proxy == null) {
            return Proxies.none();
        }
        try {
            return Proxies.of(Proxy.parse(given.proxy));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--proxy: " + e.getMessage());
        }
    }

    private static TlsOptions tlsOptions(ProbeOptions given) {
        TlsOptions tls = TlsOptions.defaults().provider(given.tls);
        if (given.ca != null) {
            tls = tls.trustPem(given.ca);
        }
        if (given.cert != null && given.key != null) {
            return tls.clientPem(given.cert, given.key);
        }
        if (given.cert != null || given.key != null) {
            throw new IllegalArgumentException(
                    given.cert != null ? "--cert needs --key, its private key" : "--key needs --cert, its certificate");
        }
        return tls;
    }
}
