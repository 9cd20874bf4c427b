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
 * @param http2 in clear text nothing else, before nginx 1.25.1 (prior knowledge); over TLS beside HTTP/1.1 (ALPN)
 * @param reloadable whether it has a master and workers, which {@link NginxServer#reload()} needs
 * @param directives for the http block: {@code "keepalive_requests 1;"}
 * @param location what the one location does; empty for reading the whole request and then answering 200
 */
public record NginxOptions(
        InetAddress address,
        int port,
        @Nullable Namespace namespace,
        @Nullable Identity identity,
        boolean http2,
        boolean reloadable,
        List<String> directives,
        String location) {
    public NginxOptions {
        directives = List.copyOf(directives);
    }

    /** Loopback, plain text, an empty 200 for every request. */
    public static NginxOptions defaults() {
        return new NginxOptions(InetAddress.getLoopbackAddress(), 0, null, null, false, false, List.of(), "");
    }

    /** On the srv side of the network. */
    public NginxOptions in(Namespaces network) {
        return new NginxOptions(
                network.srvAddress(), port, network.srv(), identity, http2, reloadable, directives, location);
    }

    /** On this port. */
    public NginxOptions port(int number) {
        return new NginxOptions(address, number, namespace, identity, http2, reloadable, directives, location);
    }

    /** With TLS 1.2 and 1.3 under this identity. */
    public NginxOptions tls(Identity server) {
        return new NginxOptions(address, port, namespace, server, http2, reloadable, directives, location);
    }

    /** Speaks HTTP/2. */
    public NginxOptions speakingHttp2() {
        return new NginxOptions(address, port, namespace, identity, true, reloadable, directives, location);
    }

    /** With a master and workers. */
    public NginxOptions withMaster() {
        return new NginxOptions(address, port, namespace, identity, http2, true, directives, location);
    }

    /** With one more directive of the http block. */
    public NginxOptions directive(String directive) {
        List<String> more = new ArrayList<>(directives);
        more.add(directive);
        return new NginxOptions(address, port, namespace, identity, http2, reloadable, more, location);
    }

    /** With other directives in the one location: {@code "return 503;"}. */
    public NginxOptions location(String newLocation) {
        return new NginxOptions(address, port, namespace, identity, http2, reloadable, directives, newLocation);
    }

    /** Starts it. */
    public NginxServer start() {
        return NginxServer.start(this);
    }
}
