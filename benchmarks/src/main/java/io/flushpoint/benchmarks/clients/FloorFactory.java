package io.flushpoint.benchmarks.clients;

import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** The least a JVM can do: ready bytes, written by a blocking call of the thread that posts, with TCP_NODELAY. */
final class FloorFactory implements ClientFactory {
    private static final Hook HOOK = Hook.written("write() returned");

    @Override
    public String name() {
        return "floor";
    }

    @Override
    public List<Hook> hooks() {
        return List.of(HOOK);
    }

    @Override
    public boolean pipelines() {
        return true;
    }

    @Override
    public OpenClient open(Target target, Hook hook) throws Exception {
        if (target.secure()) {
            return new FloorTlsClient(connectTls(target), target.wire());
        }
        SocketChannel channel = SocketChannel.open(target.address());
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new FloorClient(channel, target.wire());
    }

    private static SSLSocket connectTls(Target target) throws Exception {
        Socket plain =
                new Socket(target.address().getAddress(), target.address().getPort());
        plain.setTcpNoDelay(true);
        SSLSocket socket = (SSLSocket) target.sslContext()
                .getSocketFactory()
                .createSocket(plain, target.uri().getHost(), target.uri().getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}
