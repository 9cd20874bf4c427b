package io.flushpoint.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Namespaces;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.RemoteServer;
import io.flushpoint.testkit.SocketStats;
import io.flushpoint.testkit.TestPki;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network with an {@link Obedient} server at one end and a sender that can be frozen at the other, for the tests of one
 * class: {@link #tidy()} between two of them. The sender's kernel retransmits at least every second, so that no test waits
 * for a timer that grew while a gate was shut.
 */
final class Scene implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(15);

    /** Idle time from which on a connection is verified, with some to spare. */
    static final Duration IDLE = Duration.ofMillis(1_150);

    private static final Path RTO_MAX = Path.of("/proc/sys/net/ipv4/tcp_rto_max_ms");

    private final Namespaces network = Namespaces.create();
    private final @Nullable TestPki pki;
    private RemoteServer server;
    private @Nullable SenderChild child;
    private boolean gated;
    private boolean limited;

    /** With a server in plain text. */
    Scene() {
        this(null);
    }

    /** With a server that has an identity of these, and speaks TLS. */
    Scene(@Nullable TestPki pki) {
        this.pki = pki;
        try {
            if (Files.exists(RTO_MAX)) { // Linux 6.15
                network.app().sysctl("net.ipv4.tcp_rto_max_ms", "1000");
            }
            server = startServer();
        } catch (RuntimeException | AssertionError e) {
            network.close();
            throw e;
        }
    }

    Namespaces network() {
        return network;
    }

    RemoteServer server() {
        return server;
    }

    int port() {
        return server.address().getPort();
    }

    private RemoteServer startServer() {
        return pki == null
                ? RemoteServer.start(network, Obedient.class)
                : RemoteServer.start(
                        network, Obedient.class, pki.server(network.srvAddress().getHostAddress()), pki.authority());
    }

    /** {@code http://10.77.0.2:8080}. */
    String base() {
        String scheme = pki == null ? "http" : "https";
        return scheme + "://" + network.srvAddress().getHostAddress() + ":" + port();
    }

    /** A new sender; the test is skipped where there is no such loop. */
    SenderChild sender(Loop loop, String... bounds) {
        return senderTowards(base(), loop, bounds);
    }

    SenderChild senderTowards(String towards, Loop loop, String... settings) {
        assumeThat(loop.isAvailable()).as("the transport of %s", loop).isTrue();
        if (child == null) {
            child = SenderChild.start(network.app());
        }
        SenderChild current = child;
        child = null; // one that cannot make a sender is not asked again
        try {
            current.make(loop, towards, settings);
        } catch (RuntimeException | AssertionError e) {
            current.close();
            throw e;
        }
        child = current;
        return current;
    }

    /** The server process dies, and another one listens in its place. */
    void replaceServer() {
        server.kill();
        server.close();
        server = startServer();
    }

    /** The requests with this id that the server has seen, complete or not. */
    List<RecordedRequest> arrivals(String id) {
        return server.requests().stream()
                .filter(request -> request.target().endsWith("/" + id))
                .toList();
    }

    /** Waits until the server has the request in full, and finds that it has it once. */
    RecordedRequest awaitArrival(String id) {
        Await.until("arrival of " + id, () -> arrivals(id).stream().anyMatch(RecordedRequest::isComplete), SOON);
        assertThat(arrivals(id)).hasSize(1);
        return arrivals(id).get(0);
    }

    /** The number of the connection that the server accepted last. */
    int lastConnection() {
        return server.connections();
    }

    void gateOn() {
        network.gateOn();
        gated = true;
    }

    void gateOff() {
        network.gateOff();
        gated = false;
    }

    /** The server resets its last connection, and the network loses the reset. */
    void loseReset() {
        gateOn();
        closeRst();
        gateOff();
    }

    /** The server resets its last connection, which stands. */
    void closeRst() {
        closeAtServer(() -> server.closeRst(lastConnection()));
    }

    /** The server ends its side of its last connection, which stands. */
    void closeFin() {
        closeAtServer(() -> server.closeFin(lastConnection()));
    }

    /** Returns when its kernel has done so, which is when the thread that reads there has left the socket. */
    private void closeAtServer(Runnable close) {
        long before = serversEnds();
        close.run();
        Await.until("the server's end closed", () -> serversEnds() < before, SOON);
    }

    private long serversEnds() {
        return network.srv().sockets(port()).stream()
                .filter(socket -> socket.state().equals("ESTAB"))
                .count();
    }

    /** As if the freeze took the machine: the process stands first, then nothing moves. */
    void freezeAll(SenderChild sender) {
        sender.freeze();
        gateOn();
    }

    /** The network comes back first. */
    void thawAll(SenderChild sender) {
        gateOff();
        sender.thaw();
    }

    /** Limits what leaves app. */
    void limit(String rate) {
        network.app().tbf(Namespaces.ETH, rate, 1_000_000);
        limited = true;
    }

    /** Limits it no longer. */
    void unlimited() {
        network.app().noTbf(Namespaces.ETH);
        limited = false;
    }

    /** From here on, what app sends from this port vanishes, as after a router has forgotten the flow. */
    void forgetFlow(int localPort) {
        network.mid()
                .nft("table netdev forgotten { chain app { type filter hook ingress device \"" + Namespaces.TO_APP
                        + "\" priority 0; tcp sport " + localPort + " drop; }; }\n");
    }

    /** The sender's only socket to the server. */
    SocketStats socket() {
        List<SocketStats> sockets = network.app().sockets(port()).stream()
                .filter(socket -> socket.state().equals("ESTAB"))
                .toList();
        assertThat(sockets).hasSize(1);
        return sockets.get(0);
    }

    int localPort() {
        String local = socket().local();
        return Integer.parseInt(local.substring(local.lastIndexOf(':') + 1));
    }

    /** Bytes that stand in the queueing discipline of app. */
    long backlog() {
        return network.app().backlogBytes(Namespaces.ETH);
    }

    /** Ends every fault, so that the next test finds the scene as the first did. */
    void tidy() {
        if (gated) {
            gateOff();
        }
        if (limited) {
            unlimited();
        }
        network.mid().nft("table netdev forgotten {}\ndelete table netdev forgotten\n");
        network.app().noRules();
        if (child != null && child.isFrozen()) {
            child.thaw();
        }
    }

    @Override
    public void close() {
        if (child != null) {
            child.close();
        }
        server.close();
        network.close();
    }
}
