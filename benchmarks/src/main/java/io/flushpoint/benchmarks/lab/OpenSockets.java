package io.flushpoint.benchmarks.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The TCP sockets of a process, counted from outside: what its descriptors refer to, looked up in its namespace's tables. */
final class OpenSockets {
    /** As the kernel's table has it: include/net/tcp_states.h. */
    private static final String FIN_WAIT_1 = "04";

    private OpenSockets() {}

    /**
     * How many TCP sockets a process has open, in any state.
     *
     * @param except the remote port of those that do not count: the Runtime API's
     */
    static int count(long pid, int except) {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            Set<String> inodes = inodes(process.resolve("fd"));
            int count = 0;
            for (String table : List.of("tcp", "tcp6")) {
                for (String socket : rows(process.resolve("net").resolve(table))) {
                    String[] columns = socket.strip().split("\\s+", -1);
                    if (inodes.contains(columns[9]) && port(columns[2]) != except) {
                        count++;
                    }
                }
            }
            return count;
        } catch (IOException e) {
            throw new LabException("cannot count the sockets of " + pid + ": " + e, e);
        }
    }

    /** Whether a socket of this namespace has sent a FIN that the other end has not acknowledged. */
    static boolean areEnding(int localPort) {
        try {
            for (String table : List.of("tcp", "tcp6")) {
                for (String socket : rows(Path.of("/proc/self/net", table))) {
                    String[] columns = socket.strip().split("\\s+", -1);
                    if (port(columns[1]) == localPort && columns[3].equals(FIN_WAIT_1)) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException e) {
            throw new LabException("cannot look at the sockets here: " + e, e);
        }
    }

    /** Whether bytes or connections wait in this namespace's kernel for the one that listens on a port. */
    static boolean areUnread(int localPort) {
        try {
            for (String table : List.of("tcp", "tcp6")) {
                for (String socket : rows(Path.of("/proc/self/net", table))) {
                    String[] columns = socket.strip().split("\\s+", -1);
                    if (port(columns[1]) == localPort && !columns[4].endsWith(":00000000")) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException e) {
            throw new LabException("cannot look at the sockets here: " + e, e);
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }

    private static List<String> rows(Path table) throws IOException {
        List<String> lines = Files.exists(table) ? Files.readAllLines(table) : List.of();
        return lines.subList(Math.min(1, lines.size()), lines.size());
    }

    private static Set<String> inodes(Path descriptors) throws IOException {
        Set<String> inodes = new HashSet<>();
        List<Path> links = new ArrayList<>();
        try (Stream<Path> all = Files.list(descriptors)) {
            all.forEach(links::add);
        }
        for (Path link : links) {
            try {
                String target = Files.readSymbolicLink(link).toString();
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring("socket:[".length(), target.length() - 1));
                }
            } catch (IOException e) {
                // Closed meanwhile.
            }
        }
        return inodes;
    }
}
