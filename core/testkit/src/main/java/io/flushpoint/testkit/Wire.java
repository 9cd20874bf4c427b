package io.flushpoint.testkit;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The socket of one connection, in clear and then perhaps in TLS, its byte counts and the way it ended. Only the
 * connection's thread reads; any thread may write or close.
 */
final class Wire {
    private static final int LINGER_MILLIS = 500;

    private final CorkableSocket socket;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicReference<ConnectionEnd> end = new AtomicReference<>(ConnectionEnd.OPEN);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Object writing = new Object();
    private volatile InputStream in;
    private volatile OutputStream out;
    private volatile @Nullable SSLSocket tls;
    private volatile @Nullable TlsFacts tlsFacts;
    private volatile @Nullable Throwable failure;

    Wire(CorkableSocket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = counted(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Completes a TLS handshake; from here on, what is read and written is plain text inside TLS. */
    void secure(ServerTls agreed) throws IOException {
        secure(agreed, List.of());
    }

    /** As {@link #secure(ServerTls)}, and offers these protocols by ALPN; with none of them there is no ALPN. */
    void secure(ServerTls agreed, List<String> applicationProtocols) throws IOException {
        SSLSocket layer = (SSLSocket) agreed.context()
                .getSocketFactory()
                .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), false);
        layer.setUseClientMode(false);
        layer.setEnabledProtocols(agreed.protocols().toArray(new String[0]));
        layer.setNeedClientAuth(agreed.clientCertificateNeeded());
        SSLParameters parameters = layer.getSSLParameters();
        parameters.setApplicationProtocols(applicationProtocols.toArray(new String[0]));
        layer.setSSLParameters(parameters);
        long start = System.currentTimeMillis();
        try {
            layer.startHandshake();
        } catch (IOException e) {
            failure = e;
            lingerForTheAlert();
            finish(ConnectionEnd.HANDSHAKE_FAILED);
            throw e;
        }
        received.set(0);
        in = counted(layer.getInputStream());
        out = layer.getOutputStream();
        tls = layer;
        tlsFacts = TlsFacts.of(layer, start);
    }

    /** Changes its own keys and asks the peer to do the same (KeyUpdate, RFC 8446 §4.6.3). */
    void updateKeys() throws IOException {
        SSLSocket layer = tls;
        if (layer == null || !layer.getSession().getProtocol().equals("TLSv1.3")) {
            throw new IllegalStateException("not TLS 1.3");
        }
        synchronized (writing) {
            layer.startHandshake(); // which is that, once there is a session
        }
    }

    InputStream in() {
        return in;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        synchronized (writing) {
            out.write(bytes, offset, length);
            out.flush();
        }
        sent.addAndGet(length);
    }

    /** Writes each piece, a TLS record of its own if this is TLS, and all of them at once to the kernel. */
    void writeTogether(byte[]... pieces) throws IOException {
        synchronized (writing) {
            socket.cork();
            try {
                for (byte[] piece : pieces) {
                    write(piece, 0, piece.length);
                }
            } finally {
                socket.uncork();
            }
        }
    }

    /** Writes this, a TLS record of its own if this is TLS: its first bytes at once, and the rest after something else. */
    void writeInTwo(byte[] piece, int first, Callable<?> between) throws Exception {
        synchronized (writing) {
            socket.cork();
            try {
                write(piece, 0, piece.length);
                socket.release(first);
                between.call();
            } finally {
                socket.uncork();
            }
        }
    }

    /** Writes past TLS, if this is TLS. */
    void writeInClear(byte[] bytes) throws IOException {
        synchronized (writing) {
            socket.getOutputStream().write(bytes);
        }
    }

    /** Whether nothing arrived within the time; the end of the stream counts as something. */
    boolean staysQuiet(Duration time) throws IOException {
        InputStream source = in;
        socket.setSoTimeout((int) Math.max(1, time.toMillis()));
        source.mark(1);
        try {
            if (source.read() >= 0) {
                source.reset();
            }
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            if (!socket.isClosed()) {
                socket.setSoTimeout(0);
            }
        }
    }

    void shutdownOutput() throws IOException {
        sayGoodbye();
        socket.shutdownOutput();
    }

    /** A TLS close_notify, if this is TLS, and no FIN. */
    void sayGoodbye() throws IOException {
        SSLSocket layer = tls;
        if (layer != null) {
            layer.shutdownOutput();
        }
    }

    /** Ends the connection, unless it has ended already. With unread bytes in the kernel, it sends a RST even so. */
    void close(ConnectionEnd how) {
        try {
            if (how == ConnectionEnd.SERVER_RST && isOpen()) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException e) {
            failure = e;
        }
        finish(how);
    }

    void fail(ConnectionEnd how, Throwable cause) {
        if (isOpen()) {
            failure = cause;
        }
        finish(how);
    }

    boolean isOpen() {
        return end() == ConnectionEnd.OPEN;
    }

    ConnectionEnd end() {
        return Objects.requireNonNull(end.get());
    }

    /** Waits for the end of the connection; false when the time is over first. */
    boolean awaitEnd(Duration time) throws InterruptedException {
        return ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    long received() {
        return received.get();
    }

    long sent() {
        return sent.get();
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** What ALPN agreed on; empty if there was none, or is none yet. */
    String applicationProtocol() {
        SSLSocket layer = tls;
        return layer == null ? "" : layer.getApplicationProtocol();
    }

    @Nullable
    TlsFacts tlsFacts() {
        return tlsFacts;
    }

    CorkableSocket socket() {
        return socket;
    }

    /** Reads on for a moment: closing with bytes unread would send a RST, which overtakes the alert that says what is wrong. */
    private void lingerForTheAlert() {
        try {
            socket.shutdownOutput();
            socket.setSoTimeout(LINGER_MILLIS);
            socket.getInputStream().skip(Long.MAX_VALUE);
        } catch (IOException e) {
            // The peer has gone: nobody to read the alert.
        }
    }

    private void finish(ConnectionEnd how) {
        end.compareAndSet(ConnectionEnd.OPEN, how);
        try {
            socket.close();
        } catch (IOException e) {
            failure = e;
        }
        ended.countDown();
    }

    private BufferedInputStream counted(InputStream source) {
        return new BufferedInputStream(new FilterInputStream(source) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = super.read(bytes, offset, length);
                received.addAndGet(Math.max(0, count));
                return count;
            }
        });
    }
}
