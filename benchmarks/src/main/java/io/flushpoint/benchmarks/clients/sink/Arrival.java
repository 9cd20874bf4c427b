package io.flushpoint.benchmarks.clients.sink;

/**
 * How a request came, by {@link System#nanoTime()} of the sink. On Linux that is the monotonic clock of the machine, the
 * same in every process on it.
 *
 * @param accepted when the connection it came on was accepted
 * @param secured when the TLS handshake of that connection was done; {@code accepted} without TLS
 * @param whole when its last byte was read
 */
public record Arrival(long accepted, long secured, long whole) {
    /** As one line. */
    String line() {
        return accepted + " " + secured + " " + whole;
    }

    static Arrival parse(String line) {
        String[] nanos = line.split(" ", -1);
        return new Arrival(Long.parseLong(nanos[0]), Long.parseLong(nanos[1]), Long.parseLong(nanos[2]));
    }
}
