package io.flushpoint.benchmarks.child;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process holds: heap in use after a collection, direct buffers (of the JDK, and those of Netty that the JDK does
 * not count), and all that is resident, which holds what native libraries took.
 */
public final class MemoryGauge {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final int MOST_COLLECTIONS = 6;
    private static final int STEADY = 4 << 10;

    private MemoryGauge() {}

    /** Adds {@code heap}, {@code direct} and {@code resident}, in bytes, each name behind the prefix. */
    public static void read(String prefix, Figures figures) throws IOException {
        figures.put(prefix + "heap", heap());
        figures.put(prefix + "direct", direct());
        figures.put(prefix + "resident", resident());
    }

    /** After as many collections as it takes until one frees little. */
    private static long heap() {
        long before = Long.MAX_VALUE;
        for (int i = 0; i < MOST_COLLECTIONS; i++) {
            System.gc();
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            if (before - now < STEADY) {
                return now;
            }
            before = now;
        }
        return before;
    }

    private static long direct() {
        long known = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return known + Math.max(0, PlatformDependent.usedDirectMemory());
    }

    private static long resident() throws IOException {
        String line = Files.readAllLines(STATUS).stream()
                .filter(each -> each.startsWith(RESIDENT))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
    }
}
