package io.flushpoint.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A real Node as a child process on loopback, which answers each request of HTTP/1.1 with 204 and tells what its parser, llhttp,
 * has made of it. It needs what {@link RequiresNode} checks.
 */
public final class NodeParser extends LoggingServer {
    /**
     * A request as Node has understood it.
     *
     * @param headers in order, as {@code name: value}
     * @param digest SHA-256 of the body, in lower-case hexadecimal
     */
    public record Understood(
            String method, String target, List<String> headers, long length, String digest, int connection) {
        private static Understood of(String line) {
            String[] fields = line.split(" ", -1);
            return new Understood(
                    fields[0],
                    text(fields[1]),
                    text(fields[2]).lines().toList(),
                    Long.parseLong(fields[3]),
                    fields[4],
                    Integer.parseInt(fields[5]));
        }

        private static String text(String base64) {
            return base64.equals("=") ? "" : new String(Base64.getDecoder().decode(base64), ISO_8859_1);
        }
    }

    private static final String SCRIPT = "http1-server.js";

    private NodeParser(ChildServer process) {
        super(process, new Manners("", "TERM", null, line -> understood(line).map(Understood::target)));
    }

    /** Starts it; {@code directory} is for its script. */
    public static NodeParser start(Path directory) {
        int port = ChildServer.freePort();
        return new NodeParser(ChildServer.start(
                directory, port, "node", ChildServer.script(directory, SCRIPT).toString(), Integer.toString(port)));
    }

    /** The requests that it has understood, in the order of their ends. */
    public List<Understood> understood() {
        return process()
                .said()
                .lines()
                .flatMap(line -> understood(line).stream())
                .toList();
    }

    private static Optional<Understood> understood(String line) {
        return line.startsWith("!") ? Optional.empty() : Optional.of(Understood.of(line));
    }

    /** What it has not understood, in its words. */
    public List<String> faults() {
        return process().said().lines().filter(line -> line.startsWith("!")).toList();
    }
}
