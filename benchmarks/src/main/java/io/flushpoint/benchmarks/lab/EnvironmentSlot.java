package io.flushpoint.benchmarks.lab;

import io.flushpoint.testkit.Cgroup;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one environment at a time runs at a {@link LabHost}: a namespace behind a gate and a control group, as far as they
 * can be had. What concerns the network does nothing where there is none.
 */
final class EnvironmentSlot {
    private final int number;
    private final @Nullable LabNetwork network;
    private final @Nullable Cgroup cgroup;
    private final @Nullable Gate gate;

    EnvironmentSlot(int number, @Nullable LabNetwork network, @Nullable Cgroup cgroup) {
        this.number = number;
        this.network = network;
        this.cgroup = cgroup;
        gate = network == null
                ? null
                : new Gate(network.filter(), network.addresses().environment(number));
    }

    /** Where the emulator of an environment at this place listens. */
    InetAddress apiAddress() {
        return network == null
                ? InetAddress.getLoopbackAddress()
                : LabAddresses.parse(network.addresses().api());
    }

    /** The words before a command that runs it at this place. */
    List<String> prefix() {
        return network == null ? List.of() : network.prefix(number);
    }

    /** Takes in a process that has just been started, and gives what freezes it. */
    Freezer admit(Process process) {
        if (cgroup != null) {
            LabException.ofFiles(() -> cgroup.add(process.pid()));
        }
        if (gate == null || cgroup == null) {
            return Freezer.bySignal(process);
        }
        gate.open(); // closed behind the environment before this one, which was killed while frozen
        return Freezer.byCgroup(process, cgroup, gate);
    }

    /** Lets the network through although the environment is frozen, or no more. */
    void letThrough(boolean through) {
        if (gate == null) {
            return;
        }
        if (through) {
            gate.open();
        } else {
            gate.close();
        }
    }

    /** Connections of the environment, by its own port, vanish for good. */
    void swallowConnections(Collection<Integer> ports) {
        if (network != null) {
            network.filter().swallowConnections(network.addresses().environment(number), ports);
        }
    }

    /** A peer vanishes, for this and all other places, or is there again. */
    void swallowPeer(int port, boolean swallowed) {
        if (network == null) {
            return;
        }
        if (swallowed) {
            network.filter().swallow(port);
        } else {
            network.filter().release(port);
        }
    }

    /** Makes the link slow, at a rate of {@code tc}. */
    void slowDown(String rate) {
        if (network != null) {
            network.slowDown(number, rate);
        }
    }

    /** Changes a setting of the environment's TCP. */
    void setting(String name, int value) {
        if (network != null) {
            network.setting(number, name, value);
        }
    }
}
