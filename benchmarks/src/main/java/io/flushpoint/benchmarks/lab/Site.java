package io.flushpoint.benchmarks.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the environments run on this machine, and so how they are frozen: process and network where namespaces, gate and
 * control groups can be had, the process alone elsewhere.
 */
final class Site {
    private static final List<String> TOOLS = List.of("ip", "nft");

    private final @Nullable LabNetwork network;
    private final @Nullable Cgroup cgroup;

    private Site(@Nullable LabNetwork network, @Nullable Cgroup cgroup) {
        this.network = network;
        this.cgroup = cgroup;
    }

    /**
     * Takes the best site that can be had.
     *
     * @param notice hears why it is not a better one
     * @throws QuotaUnavailableException if a share of a core is asked for and cannot be given
     */
    static Site open(OptionalDouble cores, Leftovers leftovers, Consumer<String> notice) {
        long pid = ProcessHandle.current().pid();
        Cgroup cgroup = null;
        LabNetwork network = null;
        try {
            requireRoot();
            Cgroup.sweep(Cgroup.MOUNT);
            cgroup = leftovers.make(() -> new Cgroup(Cgroup.MOUNT, pid, cores));
            requireTools();
            LabNetwork.sweep();
            network = leftovers.make(() -> new LabNetwork(pid));
        } catch (LabException e) {
            if (cores.isPresent() && cgroup == null) {
                throw new QuotaUnavailableException(e.getMessage());
            }
            notice.accept("the network is not frozen here: " + e.getMessage());
        }
        return new Site(network, cgroup);
    }

    /** A share of a core was asked for, and cannot be given; the message says why. */
    static final class QuotaUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        QuotaUnavailableException(@Nullable String message) {
            super(message);
        }
    }

    private static void requireRoot() {
        try {
            if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
                throw new LabException("that takes root");
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw new LabException("that takes Linux", e);
        }
    }

    private static void requireTools() {
        String path = System.getenv("PATH");
        List<String> directories = path == null ? List.of() : Arrays.asList(path.split(":"));
        for (String tool : TOOLS) {
            if (directories.stream().noneMatch(directory -> Files.isExecutable(Path.of(directory, tool)))) {
                throw new LabException("there is no command '" + tool + "'");
            }
        }
    }

    /** What a freeze stops here, as the results name it. */
    String freeze() {
        return network == null ? "process" : "process+network";
    }

    /** Where emulator and collector listen. */
    InetAddress address() {
        return network == null ? InetAddress.getLoopbackAddress() : network.labAddress();
    }

    /** The words before a command that runs it at this site. */
    List<String> prefix() {
        return network == null ? List.of() : network.prefix();
    }

    /** Takes in a process that has just been started, and gives what freezes it. */
    Freezer admit(Process process) {
        if (cgroup != null) {
            cgroup.add(process);
        }
        if (network == null || cgroup == null) {
            return Freezer.bySignal(process);
        }
        network.gate().open(); // closed behind the environment before this one, which was killed while frozen
        return Freezer.byCgroup(process, cgroup, network.gate());
    }
}
