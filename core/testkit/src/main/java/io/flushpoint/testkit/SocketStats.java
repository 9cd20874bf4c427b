package io.flushpoint.testkit;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel says about one TCP socket, as {@code ss -tmi} prints it.
 *
 * @param local address and port
 * @param peer address and port
 * @param notSent bytes written and never handed to the lower layers: {@code tcpi_notsent_bytes}
 * @param unacked segments sent and not acknowledged: {@code tcpi_unacked}
 * @param bytesAcked {@code tcpi_bytes_acked}
 * @param wmemAlloc bytes in the queueing discipline and the driver, with overhead: {@code SK_MEMINFO_WMEM_ALLOC}
 * @param wmemQueued bytes in the send queue, with overhead: {@code SK_MEMINFO_WMEM_QUEUED}
 * @param line what was parsed
 */
public record SocketStats(
        String state,
        String local,
        String peer,
        long notSent,
        long unacked,
        long bytesAcked,
        long wmemAlloc,
        long wmemQueued,
        String line) {
    /** Parses the output of {@code ss -tmiOHn}, one socket per line. */
    static List<SocketStats> parse(String output) {
        return output.lines()
                .filter(line -> !line.isBlank())
                .map(SocketStats::parseLine)
                .toList();
    }

    private static SocketStats parseLine(String line) {
        String[] words = line.strip().split("\\s+", 6);
        return new SocketStats(
                words[0],
                words[3],
                words[4],
                number(line, "\\bnotsent:(\\d+)"),
                number(line, "\\bunacked:(\\d+)"),
                number(line, "\\bbytes_acked:(\\d+)"),
                number(line, "skmem:\\([^)]*\\bt(\\d+)"),
                number(line, "skmem:\\([^)]*\\bw(\\d+)"),
                line);
    }

    /** ss leaves out what is 0. */
    private static long number(String line, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(line);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
