package io.flushpoint.testkit;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a {@link ScriptedServer} listens. Immutable; every method returns a changed copy.
 *
 * @param address the address to bind
 * @param port 0 for any
 * @param tls null for plain text; otherwise every connection begins with a TLS handshake
 * @param receiveBufferBytes {@code SO_RCVBUF} set before bind, so that even the first window is small; 0 for the system's
 * @param backlog how many connections the kernel completes before they are accepted
 * @param accepting whether connections are accepted from the start, or only from {@link ScriptedServer#startAccepting()}
 */
public record ServerOptions(
        InetAddress address,
        int port,
        @Nullable ServerTls tls,
        int receiveBufferBytes,
        int backlog,
        boolean accepting) {
    /** Loopback, any port, plain text. */
    public static ServerOptions defaults() {
        return new ServerOptions(InetAddress.getLoopbackAddress(), 0, null, 0, 512, true);
    }

    public ServerOptions bind(InetAddress newAddress, int newPort) {
        return new ServerOptions(newAddress, newPort, tls, receiveBufferBytes, backlog, accepting);
    }

    public ServerOptions tls(ServerTls newTls) {
        return new ServerOptions(address, port, newTls, receiveBufferBytes, backlog, accepting);
    }

    public ServerOptions receiveBuffer(int bytes) {
        return new ServerOptions(address, port, tls, bytes, backlog, accepting);
    }

    public ServerOptions backlog(int connections) {
        return new ServerOptions(address, port, tls, receiveBufferBytes, connections, accepting);
    }

    public ServerOptions notAccepting() {
        return new ServerOptions(address, port, tls, receiveBufferBytes, backlog, false);
    }
}
