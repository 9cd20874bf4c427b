package io.flushpoint.benchmarks.lab;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network for one lab: the environment in a namespace of its own, a bridge with the {@link Gate} in the middle, and
 * the lab's side, where emulator and collector listen.
 *
 * <pre>
 *   namespace fplab[pid]app      namespace fplab[pid]mid       the lab's own namespace
 *   environment  eth0 ====== app  gate|bridge|gate  out ====== fplab[pid]  emulator, collector
 * </pre>
 *
 * The names carry the lab's process id, so that what a killed lab left behind can be told from what is in use.
 */
final class LabNetwork implements AutoCloseable {
    private static final String PREFIX = "fplab";
    private static final Pattern NAMESPACE = Pattern.compile(PREFIX + "(\\d+)(app|mid)");

    /**
     * Cap on the retransmission interval in the environment's namespace, in milliseconds, the kernel's least: its TCP
     * timers run and back off while the gate is closed, which those of a paused machine do not.
     */
    private static final int RTO_MAX = 1000;

    /** The two ends of the bridge: towards the environment, towards the lab. */
    private static final List<String> PORTS = List.of("app", "out");

    private final String app;
    private final String middle;
    private final String link;
    private final String labAddress;
    private final Gate gate;

    /**
     * Builds it.
     *
     * @throws LabException if that is not possible here; nothing is left behind
     */
    LabNetwork(long pid) {
        app = PREFIX + pid + "app";
        middle = PREFIX + pid + "mid";
        link = PREFIX + pid;
        labAddress = address(pid, 1);
        try {
            build(address(pid, 2));
            gate = new Gate(middle, PORTS);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void build(String appAddress) {
        Shell.run("ip netns add " + app);
        Shell.run("ip netns add " + middle);
        Shell.run("ip link add eth0 netns " + app + " type veth peer name app netns " + middle);
        Shell.run("ip link add " + link + " type veth peer name out netns " + middle);
        Shell.run("ip -n " + middle + " link add bridge type bridge");
        for (String port : PORTS) {
            Shell.run("ip -n " + middle + " link set " + port + " master bridge");
            Shell.run("ip -n " + middle + " link set " + port + " up");
        }
        Shell.run("ip -n " + middle + " link set bridge up");
        Shell.run("ip -n " + app + " addr add " + appAddress + "/30 dev eth0");
        Shell.run("ip -n " + app + " link set eth0 up");
        Shell.run("ip -n " + app + " link set lo up");
        Shell.run("ip addr add " + labAddress + "/30 dev " + link);
        Shell.run("ip link set " + link + " up");
        String rtoMax = "/proc/sys/net/ipv4/tcp_rto_max_ms"; // since Linux 6.15
        Shell.run(List.of(
                "ip",
                "netns",
                "exec",
                app,
                "sh",
                "-c",
                "test ! -e " + rtoMax + " || echo " + RTO_MAX + " > " + rtoMax));
    }

    /** One of the /30 networks of 198.18.0.0/15, which RFC 2544 sets aside for measurements; by process id. */
    private static String address(long pid, int host) {
        long network = (pid & 0x7fff) << 2;
        return "198." + (18 + (network >> 16)) + "." + (network >> 8 & 0xff) + "." + ((network & 0xff) + host);
    }

    /** Where emulator and collector listen. */
    InetAddress labAddress() {
        try {
            return InetAddress.getByName(labAddress);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(labAddress + " is an address", e);
        }
    }

    Gate gate() {
        return gate;
    }

    /** The words before a command that runs it in the environment's namespace, as the same process. */
    List<String> prefix() {
        return List.of("ip", "netns", "exec", app);
    }

    @Override
    public void close() {
        remove(app, middle, link);
    }

    /** Removes what killed labs left behind. */
    static void sweep() {
        List<String> stale = new ArrayList<>();
        Matcher namespaces = NAMESPACE.matcher(Shell.run("ip netns list"));
        while (namespaces.find()) {
            if (ProcessHandle.of(Long.parseLong(namespaces.group(1))).isEmpty()) {
                stale.add(namespaces.group());
                Leftovers.quietly(() -> Shell.run("ip link del " + PREFIX + namespaces.group(1)));
            }
        }
        for (String namespace : stale) {
            Leftovers.quietly(() -> Shell.run("ip netns del " + namespace));
        }
    }

    private static void remove(String app, String middle, String link) {
        Leftovers.quietly(() -> Shell.run("ip link del " + link));
        Leftovers.quietly(() -> Shell.run("ip netns del " + app));
        Leftovers.quietly(() -> Shell.run("ip netns del " + middle));
    }
}
