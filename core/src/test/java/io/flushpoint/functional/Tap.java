package io.flushpoint.functional;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A server that understands nothing of what it is sent: it takes bytes, connection by connection, and answers when it is told to.
 * It has no thread, so that who drives the sender drives it as well.
 */
final class Tap implements AutoCloseable {
    private final ServerSocketChannel listening;
    private final Map<SocketChannel, ByteArrayOutputStream> taken = new LinkedHashMap<>();
    private final ByteBuffer piece = ByteBuffer.allocate(1 << 16);

    private Tap(ServerSocketChannel listening) {
        this.listening = listening;
    }

    /** Listens at every address of this machine, in both families. */
    static Tap open() {
        try {
            ServerSocketChannel listening = ServerSocketChannel.open();
            listening.bind(new InetSocketAddress(0)).configureBlocking(false);
            return new Tap(listening);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        try {
            SocketAddress address = listening.getLocalAddress();
            return ((InetSocketAddress) address).getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes what there is, and tells how many bytes wait to be looked at. */
    int take() {
        try {
            for (SocketChannel next = listening.accept(); next != null; next = listening.accept()) {
                next.configureBlocking(false);
                taken.put(next, new ByteArrayOutputStream());
            }
            int bytes = 0;
            for (Map.Entry<SocketChannel, ByteArrayOutputStream> each : taken.entrySet()) {
                while (each.getKey().read(piece.clear()) > 0) {
                    each.getValue().write(piece.array(), 0, piece.position());
                }
                bytes += each.getValue().size();
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives what was taken, all of it on one connection, and answers there. */
    byte[] answer(byte[] with) {
        try {
            byte[] all = null;
            for (Map.Entry<SocketChannel, ByteArrayOutputStream> each : taken.entrySet()) {
                if (each.getValue().size() > 0) {
                    if (all != null) {
                        throw new AssertionError("bytes on two connections");
                    }
                    all = each.getValue().toByteArray();
                    each.getValue().reset();
                    each.getKey().write(ByteBuffer.wrap(with));
                }
            }
            return all == null ? new byte[0] : all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (SocketChannel connection : taken.keySet()) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
