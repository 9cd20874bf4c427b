package io.flushpoint.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A socket that can hold back what is written to it, as TCP_CORK does, and then write it at once: so that several TLS records
 * arrive in one segment, and are found by one read.
 */
final class CorkableSocket extends Socket {
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean corked;

    /** Holds back what is written from now on. */
    synchronized void cork() {
        corked = true;
    }

    /** Writes the first bytes of what was held back, and goes on holding back the rest. */
    synchronized void release(int bytes) throws IOException {
        byte[] all = held.toByteArray();
        super.getOutputStream().write(all, 0, bytes);
        held.reset();
        held.write(all, bytes, all.length - bytes);
    }

    /** Writes what was held back, and whatever follows as it comes. */
    synchronized void uncork() throws IOException {
        corked = false;
        byte[] all = held.toByteArray();
        held.reset();
        super.getOutputStream().write(all);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        OutputStream wire = super.getOutputStream();
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                synchronized (CorkableSocket.this) {
                    if (corked) {
                        held.write(bytes, offset, length);
                    } else {
                        wire.write(bytes, offset, length);
                    }
                }
            }
        };
    }

    /** Accepts connections as such sockets. */
    static final class Listener extends ServerSocket {
        Listener() throws IOException {}

        @Override
        public CorkableSocket accept() throws IOException {
            CorkableSocket socket = new CorkableSocket();
            implAccept(socket);
            return socket;
        }
    }
}
