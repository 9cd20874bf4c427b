package io.flushpoint.benchmarks.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network for one lab: each environment in a namespace of its own, a bridge with the {@link Gate}s in the middle, and
 * the lab's side, where emulators and collectors listen. The Runtime API has a link of its own, as Lambda's does not
 * leave the machine: what happens to the network does not happen to it.
 *
 * <pre>
 *   namespace fplab[pid]a0      namespace fplab[pid]mid       the lab's own namespace
 *   environment  eth0 ====== a0  filter|bridge|filter  out ====== fplab[pid]    collectors
 *                api0 =========================================== fplab[pid]r0  emulator
 * </pre>
 *
 * The names carry the lab's process id, so that what a killed lab left behind can be told from what is in use.
 */
final class LabNetwork implements AutoCloseable {
    private static final String PREFIX = "fplab";
    private static final Pattern NAMESPACE = Pattern.compile(PREFIX + "(\\d+)(a\\d+|mid)");

    /**
     * Cap on the retransmission interval in an environment's namespace, in milliseconds, the kernel's least: its TCP
     * timers run and back off while the gate is closed, which those of a paused machine do not.
     */
    private static final int RTO_MAX = 1000;

    private final String link;
    private final String middle;
    private final int places;
    private final LabAddresses addresses;
    private final PacketFilter filter;

    /**
     * Builds it.
     *
     * @param places how many environments it has room for at once
     * @throws LabException if that is not possible here; nothing is left behind
     */
    LabNetwork(long pid, int places) {
        link = PREFIX + pid;
        middle = link + "mid";
        this.places = places;
        addresses = LabAddresses.choose(pid, Shell.run("ip -o -4 addr"));
        try {
            filter = build();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private PacketFilter build() {
        Shell.run("ip netns add " + middle);
        Shell.run("ip -n " + middle + " link add bridge type bridge");
        Shell.run("ip link add " + link + " type veth peer name out netns " + middle);
        join("out");
        Shell.run("ip addr add " + addresses.lab() + "/27 dev " + link);
        Shell.run("ip link set " + link + " up");
        List<String> inner = new ArrayList<>();
        for (int place = 0; place < places; place++) {
            buildPlace(place);
            inner.add("a" + place);
        }
        Shell.run("ip -n " + middle + " link set bridge up");
        return new PacketFilter(middle, inner, "out");
    }

    private void buildPlace(int place) {
        String app = app(place);
        Shell.run("ip netns add " + app);
        Shell.run("ip link add eth0 netns " + app + " type veth peer name a" + place + " netns " + middle);
        join("a" + place);
        Shell.run("ip -n " + app + " addr add " + addresses.environment(place) + "/27 dev eth0");
        Shell.run("ip -n " + app + " link set eth0 up");
        Shell.run("ip -n " + app + " link set lo up");
        Shell.run("ip link add api0 netns " + app + " type veth peer name " + link + "r" + place);
        Shell.run("ip addr add " + addresses.api() + " peer " + addresses.apiOf(place) + " dev " + link + "r" + place);
        Shell.run("ip link set " + link + "r" + place + " up");
        Shell.run("ip -n " + app + " addr add " + addresses.apiOf(place) + " peer " + addresses.api() + " dev api0");
        Shell.run("ip -n " + app + " link set api0 up");
        setting(place, "tcp_rto_max_ms", RTO_MAX); // since Linux 6.15
    }

    private void join(String port) {
        Shell.run("ip -n " + middle + " link set " + port + " master bridge");
        Shell.run("ip -n " + middle + " link set " + port + " up");
    }

    /** Changes a setting of an environment's TCP, if the kernel has it. */
    void setting(int place, String name, int value) {
        String file = "/proc/sys/net/ipv4/" + name;
        String script = "test ! -e " + file + " || echo " + value + " > " + file;
        Shell.run(List.of("ip", "netns", "exec", app(place), "sh", "-c", script));
    }

    /** Makes the link of an environment slow: a token bucket, whose queue is the environment's own. */
    void slowDown(int place, String rate) {
        Shell.run("ip netns exec " + app(place) + " tc qdisc add dev eth0 root tbf rate " + rate
                + " burst 32kb latency 400ms");
    }

    private String app(int place) {
        return link + "a" + place;
    }

    LabAddresses addresses() {
        return addresses;
    }

    PacketFilter filter() {
        return filter;
    }

    /** The words before a command that runs it in an environment's namespace, as the same process. */
    List<String> prefix(int place) {
        return List.of("ip", "netns", "exec", app(place));
    }

    @Override
    public void close() {
        Leftovers.quietly(() -> Shell.run("ip link del " + link));
        for (int place = 0; place < places; place++) {
            String app = app(place);
            Leftovers.quietly(() -> Shell.run("ip -n " + app + " link del api0"));
            Leftovers.quietly(() -> Shell.run("ip netns del " + app));
        }
        Leftovers.quietly(() -> Shell.run("ip netns del " + middle));
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
            Leftovers.quietly(() -> Shell.run("ip -n " + namespace + " link del api0")); // and so its end at the lab's
            Leftovers.quietly(() -> Shell.run("ip netns del " + namespace));
        }
    }
}
