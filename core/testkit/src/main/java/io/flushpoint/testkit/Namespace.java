package io.flushpoint.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One network namespace of {@link Namespaces}: commands inside it, counters, and rules against its own traffic. */
public final class Namespace {
    private final String name;

    Namespace(String name) {
        this.name = name;
        Command.run("ip", "netns", "add", name);
        Command.run("ip", "-n", name, "link", "set", "lo", "up");
        if (Files.exists(Path.of("/proc/sys/net/ipv6"))) {
            // IPv6 talks by itself, which would be seen in the counters.
            sysctl("net.ipv6.conf.all.disable_ipv6", "1");
            sysctl("net.ipv6.conf.default.disable_ipv6", "1");
        }
    }

    /** As {@code ip netns} knows it. */
    public String name() {
        return name;
    }

    /** Runs a command inside, and returns what it printed. */
    public String exec(String... command) {
        return Command.run(prefixed(List.of(command)).toArray(new String[0]));
    }

    /** Runs {@code ip} with these arguments on this namespace. */
    public String ip(String... arguments) {
        List<String> words = new ArrayList<>(List.of("ip", "-n", name));
        words.addAll(List.of(arguments));
        return Command.run(words.toArray(new String[0]));
    }

    /** Loads a script of nft. */
    public void nft(String script) {
        Command.feed(script, prefixed(List.of("nft", "-f", "-")));
    }

    /** Sets a kernel parameter of this namespace: {@code sysctl("net.ipv4.tcp_rto_max_ms", "1000")}. */
    public void sysctl(String key, String value) {
        exec("sysctl", "-q", "-w", key + "=" + value);
    }

    /** Lets outgoing connections use only these local ports. */
    public void localPorts(int first, int last) {
        sysctl("net.ipv4.ip_local_port_range", first + " " + last);
    }

    /** The TCP sockets with this port at either end, listening ones left out. */
    public List<SocketStats> sockets(int port) {
        String number = Integer.toString(port);
        String filter = "( sport = :" + number + " or dport = :" + number + " )";
        return SocketStats.parse(exec("ss", "-tmiOHn", filter));
    }

    /** Kills the TCP sockets with this peer port, as an administrator can: a local ECONNABORTED, a RST to the peer. */
    public void killSockets(int peerPort) {
        exec("ss", "-K", "-tHn", "dport = :" + peerPort);
    }

    /**
     * Limits what leaves by a device.
     *
     * @param rate as tc has it: {@code 1mbit}
     * @param limitBytes how much may stand in the queue
     */
    public void tbf(String device, String rate, long limitBytes) {
        exec(
                "tc",
                "qdisc",
                "replace",
                "dev",
                device,
                "root",
                "tbf",
                "rate",
                rate,
                "burst",
                "16kb",
                "limit",
                limitBytes + "b");
    }

    /** Takes away {@link #tbf}, and what stands in its queue. */
    public void noTbf(String device) {
        exec("tc", "qdisc", "del", "dev", device, "root");
    }

    /** Bytes that stand in the queueing discipline of a device. */
    public long backlogBytes(String device) {
        return backlog(exec("tc", "-s", "qdisc", "show", "dev", device));
    }

    /** Bytes that a device has received since it was made, link headers included. */
    public long receivedBytes(String device) {
        return counter(device, "rx");
    }

    /** Bytes that a device has sent since it was made, link headers included. */
    public long sentBytes(String device) {
        return counter(device, "tx");
    }

    /** Drops what goes out to a TCP port, silently: a black hole, for new connections and old. */
    public void blackhole(int port) {
        against(port, "drop");
    }

    /** Answers what goes out to a TCP port with a RST: connection refused, and old connections reset. */
    public void refuse(int port) {
        against(port, "reject with tcp reset");
    }

    /** Ends all of {@link #blackhole} and {@link #refuse}. */
    public void noRules() {
        nft("table inet faults {}\ndelete table inet faults\n");
    }

    /** Gives an address no route: EHOSTUNREACH at once. */
    public void unreachable(String address) {
        ip("route", "add", "unreachable", address);
    }

    boolean isUp(String device) {
        return link(device).contains("\"operstate\":\"UP\"");
    }

    String hardwareAddress(String device) {
        return found(link(device), "\"address\":\"([0-9a-f:]+)\"");
    }

    void neighbour(String device, String address, String hardwareAddress) {
        ip("neighbour", "replace", address, "lladdr", hardwareAddress, "dev", device, "nud", "permanent");
    }

    List<String> prefixed(List<String> command) {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", name));
        words.addAll(command);
        return words;
    }

    /** tc writes {@code backlog 132560b 88p}, and large numbers as {@code 129Kb}. */
    static long backlog(String tcOutput) {
        Matcher matcher = Pattern.compile("backlog (\\d+)([KM]?)b").matcher(tcOutput);
        long bytes = 0;
        while (matcher.find()) {
            bytes += Long.parseLong(matcher.group(1)) * unit(matcher.group(2));
        }
        return bytes;
    }

    private static long unit(String prefix) {
        return switch (prefix) {
            case "K" -> 1024;
            case "M" -> 1024 * 1024;
            default -> 1;
        };
    }

    private void against(int port, String verdict) {
        nft(String.format(
                Locale.ROOT,
                "table inet faults {%n chain out { type filter hook output priority 0; tcp dport %d %s; }%n}%n",
                port,
                verdict));
    }

    private long counter(String device, String direction) {
        return Long.parseLong(found(link(device), "\"" + direction + "\":\\{\"bytes\":(\\d+)"));
    }

    private String link(String device) {
        return ip("-s", "-j", "link", "show", "dev", device);
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }
}
