package io.flushpoint.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real dnsmasq as a child process that answers the lookups of one namespace: from here on, processes that start there ask
 * it and nobody else. It needs what {@link RequiresServers} and {@link RequiresNetns} check.
 */
public final class DnsmasqServer implements AutoCloseable {
    private static final int PORT = 53;

    private final ChildServer server;

    private DnsmasqServer(ChildServer server) {
        this.server = server;
    }

    /**
     * Starts it.
     *
     * @param directory for its console
     * @param records what it knows, as options of dnsmasq: {@code "--host-record=name.test,10.77.0.2"}
     */
    public static DnsmasqServer start(Path directory, Namespaces network, Namespace namespace, String... records) {
        network.etc(namespace, "resolv.conf", "nameserver 127.0.0.1\n");
        List<String> command = new ArrayList<>(List.of(
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--pid-file",
                "--no-resolv",
                "--no-hosts",
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--local=/test/",
                "--log-queries",
                "--log-facility=-"));
        command.addAll(List.of(records));
        return new DnsmasqServer(ChildServer.start(
                directory,
                PORT,
                namespace.prefixed(command),
                started -> !namespace.exec("ss", "-lunH", "sport = :" + PORT).isBlank()));
    }

    /** Whether it has been asked for this name. */
    public boolean wasAskedFor(String name) {
        return server.said().contains("] " + name + " from ");
    }

    /** It stands still: who asks gets no answer. */
    public void freeze() {
        server.signal("STOP");
    }

    /** It goes on. */
    public void thaw() {
        server.signal("CONT");
    }

    @Override
    public void close() {
        thaw();
        server.close();
    }
}
