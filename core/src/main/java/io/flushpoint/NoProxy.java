package io.flushpoint;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Servers that are reached without a proxy, in the notation of {@code NO_PROXY}: see {@link Proxies#except}. */
final class NoProxy {
    private static final int MAX_PORT = 65_535;

    static final NoProxy NONE = new NoProxy(List.of());

    /** One entry: whether a server is meant by it. */
    private interface Entry {
        /** {@code address} is null if {@code host} is a name. */
        boolean matches(String host, @Nullable InetAddress address, int port);
    }

    /** An entry as it was written. */
    private record Written(String text, Entry entry) {}

    private static final Written LOOPBACK = new Written(
            "loopback",
            (host, address, port) -> address == null ? host.equals("localhost") : address.isLoopbackAddress());

    private final List<Written> entries;

    private NoProxy(List<Written> entries) {
        this.entries = entries;
    }

    static NoProxy parse(String servers) {
        return new NoProxy(Arrays.stream(servers.split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(text -> new Written(text, entry(text.toLowerCase(Locale.ROOT))))
                .toList());
    }

    /** With what leads back to this machine. */
    NoProxy andLoopback() {
        List<Written> more = new ArrayList<>(entries);
        more.add(LOOPBACK);
        return new NoProxy(List.copyOf(more));
    }

    boolean matches(String host, int port) {
        if (entries.isEmpty()) {
            return false;
        }
        String undotted = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(undotted);
        return entries.stream().anyMatch(written -> written.entry().matches(undotted, address, port));
    }

    private static Entry entry(String text) {
        if (text.equals("*")) {
            return (host, address, port) -> true;
        }
        int slash = text.indexOf('/');
        if (slash >= 0) {
            return network(text, slash);
        }
        int portAt = text.startsWith("[") ? text.indexOf("]:") + 1 : text.indexOf(':');
        boolean hasPort = portAt > 0 && (text.startsWith("[") || text.indexOf(':', portAt + 1) < 0);
        String server = hasPort ? text.substring(0, portAt) : text;
        Entry named = server(text, server);
        if (!hasPort) {
            return named;
        }
        int only = port(text, text.substring(portAt + 1));
        return (host, address, port) -> port == only && named.matches(host, address, port);
    }

    private static Entry server(String text, String written) {
        boolean bracketed = written.startsWith("[") && written.endsWith("]");
        String bare = bracketed ? written.substring(1, written.length() - 1) : written;
        InetAddress same = NetUtil.createInetAddressFromIpAddressString(bare);
        if (same != null) {
            return (host, address, port) -> same.equals(address);
        }
        String name = bare.startsWith("*.") ? bare.substring(1) : bare;
        boolean itself = !name.startsWith(".");
        String domain = domain(text, bracketed, itself ? name : name.substring(1));
        String suffix = "." + domain;
        return (host, address, port) -> address == null && ((itself && host.equals(domain)) || host.endsWith(suffix));
    }

    /** As hosts of requests are written: in ASCII, without the dot at the end. */
    private static String domain(String text, boolean bracketed, String written) {
        try {
            String name = Host.name(bracketed ? "" : written);
            return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        } catch (IllegalArgumentException e) {
            throw malformed(text);
        }
    }

    private static Entry network(String text, int slash) {
        InetAddress base = NetUtil.createInetAddressFromIpAddressString(text.substring(0, slash));
        String bits = text.substring(slash + 1);
        if (base == null
                || bits.isEmpty()
                || bits.length() > 3
                || !bits.chars().allMatch(HttpSyntax::isDigit)
                || Integer.parseInt(bits) > base.getAddress().length * Byte.SIZE) {
            throw malformed(text);
        }
        IpSubnetFilterRule rule = new IpSubnetFilterRule(base, Integer.parseInt(bits), IpFilterRuleType.ACCEPT);
        return (host, address, port) -> address != null
                && address.getClass() == base.getClass()
                && rule.matches(new InetSocketAddress(address, port));
    }

    private static int port(String text, String written) {
        boolean digits =
                !written.isEmpty() && written.length() <= 5 && written.chars().allMatch(HttpSyntax::isDigit);
        if (!digits) {
            throw malformed(text);
        }
        int port = Integer.parseInt(written);
        if (port < 1 || port > MAX_PORT) {
            throw malformed(text);
        }
        return port;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("'" + text + "' is no name, address, network or *");
    }

    /** The entries as they were written. */
    @Override
    public String toString() {
        return entries.stream().map(Written::text).collect(Collectors.joining(",", "[", "]"));
    }
}
