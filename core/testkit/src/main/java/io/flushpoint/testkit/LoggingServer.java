package io.flushpoint.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A server that others have written, as child processes, which notes each request in a log of its own before it answers it:
 * what it has answered is there, even if it was killed in the next moment.
 */
public abstract class LoggingServer implements AutoCloseable {
    /**
     * How it is told what to do, and what it tells.
     *
     * @param reload the signal at which it goes on as a new one, and lets its connections end softly; empty if it cannot
     * @param stop the signal at which it ends once it has answered what it has
     * @param log where it notes requests; null for its console
     * @param noted the target of the request that a line of the log is about, if it is about one
     */
    record Manners(String reload, String stop, @Nullable Path log, Function<String, Optional<String>> noted) {
        /** The target is what the first group finds. */
        static Function<String, Optional<String>> firstOf(String pattern) {
            Pattern compiled = Pattern.compile(pattern);
            return line -> compiled.matcher(line).results().findFirst().map(found -> found.group(1));
        }
    }

    private final List<ChildServer> processes = new ArrayList<>();
    private final Manners manners;

    LoggingServer(ChildServer process, Manners manners) {
        processes.add(process);
        this.manners = manners;
    }

    /** Where it listens on loopback. */
    public final int port() {
        return process().port();
    }

    /** The targets of the requests that it has begun to work at, in all of its lives, each as often as it did. */
    public final List<String> targets() {
        Path log = manners.log();
        String text = log == null
                ? processes.stream().map(ChildServer::said).collect(Collectors.joining())
                : ChildServer.read(log);
        return text.lines()
                .flatMap(line -> manners.noted().apply(line).stream())
                .toList();
    }

    /** Goes on as a new one: its connections end softly, and its port is served all the time. */
    public final void reload() {
        process().signal(manners.reload());
    }

    /** Listens no more, answers what it has, and ends; returns then. */
    public final void stop() {
        process().stop(manners.stop());
    }

    /** Dies at once, with all of its processes. */
    public final void kill() {
        process().kill();
    }

    /** Serves its port again, after its end. */
    public void startAgain() {
        process().startAgain();
    }

    /** The processes that serve, those included that are about to end. */
    public final List<Long> workers() {
        return processes.stream().flatMap(master -> master.children().stream()).toList();
    }

    /** Has another process serve beside those that do. */
    final void add(ChildServer other) {
        processes.add(other);
    }

    /** The one that was started last. */
    final ChildServer process() {
        return processes.get(processes.size() - 1);
    }

    @Override
    public void close() {
        processes.forEach(ChildServer::close);
    }
}
