package io.flushpoint.benchmarks.lab;

import io.flushpoint.testkit.Cgroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the environments run on this machine, and so how they are frozen: process and network where namespaces, gate and
 * control groups can be had, the process alone elsewhere.
 */
final class LabHost {
    private static final List<String> TOOLS = List.of("ip", "nft");
    private static final String CGROUP = "flushpoint-lab-";
    private static final Pattern CGROUPS = Pattern.compile(CGROUP + "(\\d+)-\\d+");

    /** Of the quota: short, so that a small share makes many short pauses and not a few long ones. */
    private static final Duration PERIOD = Duration.ofMillis(20);

    private final @Nullable LabNetwork network;
    private final List<EnvironmentSlot> places;

    private LabHost(@Nullable LabNetwork network, List<EnvironmentSlot> places) {
        this.network = network;
        this.places = List.copyOf(places);
    }

    /**
     * Takes the best site that can be had.
     *
     * @param places how many environments it has room for at once
     * @param notice hears why it is not a better one
     * @throws QuotaUnavailableException if a share of a core is asked for and cannot be given
     */
    static LabHost open(OptionalDouble cores, int places, Leftovers leftovers, Consumer<String> notice) {
        long pid = ProcessHandle.current().pid();
        List<Cgroup> cgroups = new ArrayList<>();
        LabNetwork network = null;
        try {
            requireRoot();
            LabException.ofFiles(() -> Cgroup.sweep(Cgroup.MOUNT, CGROUPS));
            for (int place = 0; place < places; place++) {
                int number = place;
                cgroups.add(leftovers.make(() -> cgroup(CGROUP + pid + "-" + number, cores)));
            }
            requireTools();
            LabNetwork.sweep();
            network = leftovers.make(() -> new LabNetwork(pid, places));
        } catch (LabException e) {
            if (cores.isPresent() && cgroups.size() < places) {
                throw new QuotaUnavailableException(e.getMessage());
            }
            notice.accept("the network is not frozen here: " + e.getMessage());
        }
        List<EnvironmentSlot> made = new ArrayList<>();
        for (int place = 0; place < places; place++) {
            made.add(new EnvironmentSlot(place, network, place < cgroups.size() ? cgroups.get(place) : null));
        }
        return new LabHost(network, made);
    }

    private static Cgroup cgroup(String name, OptionalDouble cores) {
        return LabException.ofFiles(() -> {
            Cgroup cgroup = new Cgroup(Cgroup.MOUNT, name);
            try {
                cores.ifPresent(share -> cgroup.limit(share, PERIOD));
                return cgroup;
            } catch (UncheckedIOException e) {
                cgroup.close();
                throw e;
            }
        });
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

    /** Whether peers can be reached through a network that the lab rules. */
    boolean hasNetwork() {
        return network != null;
    }

    /** Where collectors listen. */
    InetAddress address() {
        return network == null
                ? InetAddress.getLoopbackAddress()
                : LabAddresses.parse(network.addresses().lab());
    }

    /** One of its places, counting from 0. */
    EnvironmentSlot place(int number) {
        return places.get(number);
    }
}
