package io.flushpoint.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small network of three namespaces, for faults that loopback cannot have. It needs what {@link RequiresNetns} checks.
 *
 * <pre>
 *        app                        mid (a bridge)                     srv
 *   eth0 10.77.0.1 ----------- toapp          tosrv ------------ eth0 10.77.0.2
 *                               gate: drops all that enters
 * </pre>
 *
 * <p>The three live as long as this object and, if it is not closed, as long as the JVM; what a killed JVM left is swept
 * when the next network is made.
 */
public final class Namespaces implements AutoCloseable {
    /** The device towards the network, in app and in srv. */
    public static final String ETH = "eth0";

    /** The device of mid that leads to app. */
    public static final String TO_APP = "toapp";

    /** The device of mid that leads to srv. */
    public static final String TO_SRV = "tosrv";

    private static final Duration START = Duration.ofSeconds(10);
    private static final String APP_ADDRESS = "10.77.0.1";
    private static final String SRV_ADDRESS = "10.77.0.2";
    private static final Pattern OURS = Pattern.compile("(?m)^fp(\\d+)-\\S+");
    private static final Path ETC = Path.of("/etc/netns");

    private final Namespace app;
    private final Namespace mid;
    private final Namespace srv;
    private final Thread atExit = new Thread(this::delete, "namespaces-delete");

    private Namespaces() {
        String prefix = "fp" + ProcessHandle.current().pid() + "-" + Long.toString(System.nanoTime(), 36) + "-";
        app = new Namespace(prefix + "app");
        mid = new Namespace(prefix + "mid");
        srv = new Namespace(prefix + "srv");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Makes the network, after sweeping what dead JVMs left. */
    public static Namespaces create() {
        sweep();
        Namespaces network = new Namespaces();
        try {
            network.wire();
            return network;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /** Where the sender lives. */
    public Namespace app() {
        return app;
    }

    /** The network in between. */
    public Namespace mid() {
        return mid;
    }

    /** Where the server lives. */
    public Namespace srv() {
        return srv;
    }

    /** The address of app. */
    public InetAddress appAddress() {
        return literal(APP_ADDRESS);
    }

    /** The address of srv. */
    public InetAddress srvAddress() {
        return literal(SRV_ADDRESS);
    }

    /**
     * From here on, everything that app or srv puts on the wire vanishes, and nobody is told. What stands in a queue of mid
     * still arrives: it had left its sender. For a freeze: freeze the child first, then shut the gate.
     */
    public void gateOn() {
        mid.nft("""
                table netdev gate {
                  chain app { type filter hook ingress device "toapp" priority 0; policy drop; }
                  chain srv { type filter hook ingress device "tosrv" priority 0; policy drop; }
                }
                """);
    }

    /** The network works again; nothing that vanished comes back but by retransmission. */
    public void gateOff() {
        mid.nft("table netdev gate {}\ndelete table netdev gate\n");
    }

    /** What processes started in the namespace from here on see as {@code /etc/hosts} or {@code /etc/resolv.conf}. */
    public void etc(Namespace namespace, String file, String content) {
        try {
            Path directory = Files.createDirectories(ETC.resolve(namespace.name()));
            Files.writeString(directory.resolve(file), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        delete();
    }

    private void wire() {
        // A snooping bridge sends IGMP by itself, which would be seen in the counters.
        mid.ip("link", "add", "br0", "type", "bridge", "mcast_snooping", "0");
        mid.ip("link", "set", "br0", "up");
        connect(app, APP_ADDRESS, TO_APP);
        connect(srv, SRV_ADDRESS, TO_SRV);
        // The kernel acts on a carrier up to a second late; until then a device drops what it is given.
        Await.until("carrier", () -> app.isUp(ETH) && srv.isUp(ETH) && mid.isUp(TO_APP) && mid.isUp(TO_SRV), START);
        // No ARP: a gate that swallows it would be felt for longer than it is shut.
        app.neighbour(ETH, SRV_ADDRESS, srv.hardwareAddress(ETH));
        srv.neighbour(ETH, APP_ADDRESS, app.hardwareAddress(ETH));
    }

    private void connect(Namespace end, String address, String port) {
        end.ip("link", "add", "name", ETH, "type", "veth", "peer", "name", port, "netns", mid.name());
        mid.ip("link", "set", port, "master", "br0", "up");
        end.ip("address", "add", address + "/24", "dev", ETH);
        end.ip("link", "set", ETH, "up");
    }

    private void delete() {
        for (Namespace namespace : new Namespace[] {app, mid, srv}) {
            delete(namespace.name());
        }
    }

    private static void sweep() {
        Matcher names = OURS.matcher(Command.run("ip", "netns", "list"));
        while (names.find()) {
            if (ProcessHandle.of(Long.parseLong(names.group(1))).isEmpty()) {
                delete(names.group());
            }
        }
    }

    private static void delete(String name) {
        Command.run("ip", "netns", "del", name);
        File etc = ETC.resolve(name).toFile();
        File[] files = etc.listFiles();
        if (files != null) {
            for (File file : files) {
                file.delete();
            }
            etc.delete();
        }
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new AssertionError("a literal needs no lookup", e);
        }
    }
}
