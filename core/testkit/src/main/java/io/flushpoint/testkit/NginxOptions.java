package io.flushpoint.testkit;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where and how an {@link NginxServer} runs. Immutable; every method returns a changed copy.
 *
 * @param port 0 for any that is free
 * @param identity null for plain text
 * @param directives for the http block: {@code "keepalive_requests 1;"}
 * @param location what the one location does; empty for reading the whole request and then answering 200
 */
public record NginxOptions(
        InetAddress address,
        int port,
        @Nullable Namespace namespace,
        @Nullable Identity identity,
        List<String> directives,
        String location) {
    public NginxOptions {
        directives = List.copyOf(directives);
    }

    /** Loopback, plain text, an empty 200 for every request. */
    public static NginxOptions defaults() {
        return new NginxOptions(InetAddress.getLoopbackAddress(), 0, null, null, List.of(), "");
    }

    /** On the srv side of the network. */
    public NginxOptions in(Namespaces network) {
        return new NginxOptions(network.srvAddress(), port, network.srv(), identity, directives, location);
    }

    /** On this port. */
    public NginxOptions port(int number) {
        return new NginxOptions(address, number, namespace, identity, directives, location);
    }

    /** With TLS 1.2 and 1.3 under this identity. */
    public NginxOptions tls(Identity server) {
        return new NginxOptions(address, port, namespace, server, directives, location);
    }

    /** With one more directive of the http block. */
    public NginxOptions directive(String directive) {
        List<String> more = new ArrayList<>(directives);
        more.add(directive);
        return new NginxOptions(address, port, namespace, identity, more, location);
    }

    /** With other directives in the one location: {@code "return 503;"}. */
    public NginxOptions location(String newLocation) {
        return new NginxOptions(address, port, namespace, identity, directives, newLocation);
    }

    /** Starts it. */
    public NginxServer start() {
        return NginxServer.start(this);
    }
}
