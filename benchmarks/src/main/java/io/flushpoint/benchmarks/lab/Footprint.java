package io.flushpoint.benchmarks.lab;

import io.flushpoint.benchmarks.lab.function.FunctionReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an environment holds at one moment.
 *
 * @param threads as the kernel counts them
 * @param sockets TCP sockets but those to the Runtime API
 * @param residentKilobytes memory as the kernel counts it
 * @param heapKilobytes what a garbage collection left on the heap
 */
record Footprint(int threads, int sockets, int residentKilobytes, int heapKilobytes) {
    static Footprint of(long pid, int apiPort, FunctionReport state) {
        try {
            String status = Files.readString(Path.of("/proc/" + pid + "/status"));
            return new Footprint(
                    number(status, "Threads:\\s+(\\d+)"),
                    OpenSockets.count(pid, apiPort),
                    number(status, "VmRSS:\\s+(\\d+)"),
                    number(state.detail(), "heap_kb=(\\d+)"));
        } catch (IOException e) {
            throw new LabException("process " + pid + " cannot be looked at: " + e, e);
        }
    }

    private static int number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new LabException("no " + pattern + " in " + text);
        }
        return Integer.parseInt(matcher.group(1));
    }
}
