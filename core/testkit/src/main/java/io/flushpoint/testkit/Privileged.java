package io.flushpoint.testkit;

import java.util.ArrayList;
import java.util.List;

/** What this machine allows a fault test to do. Each answer is a list of what is missing, empty if nothing is. */
public final class Privileged {
    /** The module is a package of its own. */
    private static final String LIGHTTPD_WITH_TLS =
            "printf 'server.modules = (\"mod_openssl\")\\nserver.document-root = \"/\"\\n' | lighttpd -tt -f -";

    private Privileged() {}

    /** What is missing for {@link Namespaces}. */
    public static List<String> missingForNamespaces() {
        List<String> missing = new ArrayList<>();
        require(missing, "/proc/sys/net/ipv4 (Linux)", "test", "-d", "/proc/sys/net/ipv4");
        require(missing, "root", "sh", "-c", "test $(id -u) = 0");
        require(missing, "ip (package iproute2)", "ip", "-V");
        require(missing, "ss (package iproute2)", "ss", "-V");
        require(missing, "tc (package iproute2)", "tc", "-V");
        require(missing, "nft (package nftables)", "nft", "-v");
        if (missing.isEmpty()) {
            probeNamespaces(missing);
        }
        return missing;
    }

    /** What is missing to freeze a {@link ChildJvm}. */
    public static List<String> missingForFreezer() {
        return Cgroup.canFreeze(Cgroup.MOUNT) ? List.of() : List.of("a cgroup freezer, v1 or v2, that may be written");
    }

    /** What is missing to throttle a {@link ChildJvm}. */
    public static List<String> missingForCpuQuota() {
        return Cgroup.canShareCores(Cgroup.MOUNT)
                ? List.of()
                : List.of("a cgroup cpu controller, v1 or v2, that may be written");
    }

    /** What is missing for {@link NginxServer}. */
    public static List<String> missingForNginx() {
        List<String> missing = new ArrayList<>();
        require(missing, "nginx (package nginx-light)", "nginx", "-v");
        return missing;
    }

    /** What is missing for {@link ProxyProcess}. */
    public static List<String> missingForProxies() {
        List<String> missing = new ArrayList<>();
        require(missing, "tinyproxy (package tinyproxy-bin)", "tinyproxy", "-v");
        require(missing, "danted (package dante-server)", "danted", "-v");
        require(missing, "squid (package squid)", "squid", "-v");
        return missing;
    }

    /** What is missing for a {@link LoggingServer} of any kind, and for those that are none. */
    public static List<String> missingForServers() {
        List<String> missing = new ArrayList<>(missingForNginx());
        missing.addAll(missingForNode());
        require(missing, "apache2 (package apache2-bin)", "apache2", "-v");
        require(missing, "lighttpd (packages lighttpd and lighttpd-mod-openssl)", "sh", "-c", LIGHTTPD_WITH_TLS);
        require(missing, "haproxy (package haproxy)", "haproxy", "-v");
        require(missing, "nghttpd (package nghttp2-server)", "nghttpd", "--version");
        require(missing, "openssl (package openssl)", "openssl", "version");
        require(missing, "dnsmasq (package dnsmasq-base)", "dnsmasq", "--version");
        require(
                missing,
                "prometheus-pushgateway (package prometheus-pushgateway)",
                "prometheus-pushgateway",
                "--version");
        return missing;
    }

    /** What is missing for {@link NodeServer}. */
    public static List<String> missingForNode() {
        List<String> missing = new ArrayList<>();
        require(missing, "node (package nodejs)", "node", "--version");
        return missing;
    }

    /** A container may have the programs and yet forbid what they do. */
    private static void probeNamespaces(List<String> missing) {
        String name = "fp" + ProcessHandle.current().pid() + "-probe";
        if (!Command.succeeds("ip", "netns", "add", name)) {
            missing.add("permission to make network namespaces");
            return;
        }
        try {
            String veth =
                    "ip link add va type veth peer name vb && tc qdisc add dev va root tbf rate 1mbit burst 16kb limit 1mb";
            String gate = "nft add table netdev g && nft 'add chain netdev g c"
                    + " { type filter hook ingress device \"vb\" priority 0; policy drop; }'";
            require(missing, "veth and tbf in the kernel", "ip", "netns", "exec", name, "sh", "-c", veth);
            require(missing, "nft netdev hooks in the kernel", "ip", "netns", "exec", name, "sh", "-c", gate);
        } finally {
            Command.run("ip", "netns", "del", name);
        }
    }

    private static void require(List<String> missing, String what, String... command) {
        if (!Command.succeeds(command)) {
            missing.add(what);
        }
    }
}
