package io.flushpoint.benchmarks.clients.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The CPUs that this process may use, of which the sink can be given the last, and this process the others. Linux. */
final class Cpus {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String LIST = "Cpus_allowed_list:";

    private final List<Integer> allowed;

    private Cpus(List<Integer> allowed) {
        this.allowed = allowed;
    }

    /**
     * Those of now.
     *
     * @throws IllegalStateException if there are fewer than two
     */
    static Cpus ofThisProcess() throws IOException {
        String line = Files.readAllLines(STATUS).stream()
                .filter(one -> one.startsWith(LIST))
                .findFirst()
                .orElseThrow();
        return new Cpus(parse(line.substring(LIST.length()).strip()));
    }

    /** A list as the kernel writes it: {@code 0-3,8}. */
    static List<Integer> parse(String list) {
        List<Integer> cpus = new ArrayList<>();
        for (String range : list.split(",", -1)) {
            String[] ends = range.split("-", -1);
            IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
                    .forEach(cpus::add);
        }
        if (cpus.size() < 2) {
            throw new IllegalStateException("only one CPU here: the sink can't have one of its own");
        }
        return cpus;
    }

    /** Puts the sink on the last and this process, all threads of it, on the others. */
    void part(Process sink) throws IOException, InterruptedException {
        int last = allowed.size() - 1;
        pin(sink.pid(), allowed.subList(last, last + 1));
        pin(ProcessHandle.current().pid(), allowed.subList(0, last));
    }

    private static void pin(long pid, List<Integer> cpus) throws IOException, InterruptedException {
        String list = cpus.stream().map(String::valueOf).collect(Collectors.joining(","));
        Process taskset = new ProcessBuilder("taskset", "--all-tasks", "--cpu-list", "--pid", list, Long.toString(pid))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        int code = taskset.waitFor();
        if (code != 0) {
            throw new IOException("taskset ended with " + code);
        }
    }
}
