package io.flushpoint;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is known about a send at one moment: an immutable snapshot, for any thread. Senders make it; implement it only to
 * stand for one of theirs in a test, since facts may be added.
 */
public interface Receipt {
    /** The highest level reached; empty before {@code WRITTEN}. */
    Optional<DeliveryLevel> level();

    /**
     * Length of the encoded request in bytes as handed to the operating system or, over TLS, to the TLS engine: head, framing
     * and body; up to the failure, if it was not written completely.
     */
    long bytes();

    /** When each stage was passed. */
    Timings timings();

    /** The number of the connection within its sender, counting from 1; empty before one was leased. */
    OptionalLong connection();

    /** Whether that connection stood open before this send needed it. */
    boolean reused();

    /** How many times a connection was leased for this send; more than 1 after a retry. */
    int attempts();

    /** The status of the final response (RFC 9110 §15), if it has arrived. */
    OptionalInt status();

    /**
     * The proxy that the connection leads through, as {@code http://host:port} or {@code socks5://host:port}; empty if it leads
     * straight to the server, or before one was leased. Of a connection through a proxy {@link DeliveryLevel#SENT} and
     * {@link DeliveryLevel#ACKNOWLEDGED} speak of the way to the proxy, and {@link DeliveryLevel#WRITTEN} of that socket.
     */
    default Optional<String> proxy() {
        return Optional.empty();
    }

    /** The version of HTTP that is spoken on that connection, never {@code AUTO}; empty before one was leased. */
    default Optional<HttpProtocol> protocol() {
        return Optional.empty();
    }

    /** The HTTP/2 stream of the request on that connection (RFC 9113 §5.1.1); empty before it has one, and over HTTP/1.1. */
    default OptionalInt stream() {
        return OptionalInt.empty();
    }

    /** The receipt of a send to which nothing has happened yet. */
    static Receipt empty() {
        return EmptyReceipt.INSTANCE;
    }

    /**
     * The time line of a send, measured by {@link System#nanoTime()}. A time is empty where the stage was not passed: a reused
     * connection resolves, connects and shakes hands for nobody.
     */
    interface Timings {
        /** From {@code send} to the lease of a connection, less the three below. */
        default Optional<Duration> queued() {
            return Optional.empty();
        }

        /** Duration of the address lookup made for this send. */
        default Optional<Duration> resolve() {
            return Optional.empty();
        }

        /** Duration of the TCP connect made for this send, over all addresses tried. */
        default Optional<Duration> connect() {
            return Optional.empty();
        }

        /** Duration of a proxy's opening of a tunnel made for this send. */
        default Optional<Duration> tunnel() {
            return Optional.empty();
        }

        /** Duration of the TLS handshake made for this send. */
        default Optional<Duration> tls() {
            return Optional.empty();
        }

        /** From {@code send} to {@link DeliveryLevel#WRITTEN}. */
        default Optional<Duration> written() {
            return Optional.empty();
        }

        /** From {@code send} to the reading that established {@link DeliveryLevel#SENT}. */
        default Optional<Duration> sent() {
            return Optional.empty();
        }

        /** From {@code send} to the reading that established {@link DeliveryLevel#ACKNOWLEDGED}. */
        default Optional<Duration> acknowledged() {
            return Optional.empty();
        }

        /** From {@code send} to {@link DeliveryLevel#ANSWERED}. */
        default Optional<Duration> answered() {
            return Optional.empty();
        }
    }
}
