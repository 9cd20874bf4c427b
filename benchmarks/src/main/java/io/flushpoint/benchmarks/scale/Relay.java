package io.flushpoint.benchmarks.scale;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between sender and collector and counts the bytes of their connections, TLS records included. */
final class Relay implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final AtomicLong towards = new AtomicLong();
    private final AtomicLong back = new AtomicLong();

    private Relay(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    static Relay start(int target) throws IOException {
        Relay relay = new Relay(new ServerSocket(0, 16, InetAddress.getLoopbackAddress()), target);
        daemon(relay::accept);
        return relay;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                daemon(() -> copy(near, far, towards));
                daemon(() -> copy(far, near, back));
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void copy(Socket from, Socket to, AtomicLong count) {
        byte[] buffer = new byte[16_384];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                count.addAndGet(read);
                out.write(buffer, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // One side has gone; so has what there was to count.
        }
    }

    int port() {
        return server.getLocalPort();
    }

    void reset() {
        towards.set(0);
        back.set(0);
    }

    /** Bytes towards the collector. */
    long towards() {
        return towards.get();
    }

    /** Bytes back from the collector. */
    long back() {
        return back.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
