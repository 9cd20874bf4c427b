package io.flushpoint.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/**
 * A socket of the simulated network, which behaves as Netty's over epoll: it takes as much as its kernel has room for, and at times
 * less; it reads as long as there is something; a close of the peer shuts its input.
 */
final class SimulatedSocket extends AbstractChannel implements DuplexChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);
    private static final int MAX_READS = 16;
    private static final int READ_BYTES = 2048;

    private final Network network;
    private final Choices choices;
    private final int lowWater;
    private final ChannelConfig config;
    private @Nullable SimulatedTcp tcp;
    private @Nullable InetSocketAddress remote;
    private @Nullable ChannelPromise connecting;
    private @Nullable String refusal;
    private boolean stands;
    private boolean closed;
    private boolean readWanted;
    private boolean writeWanted;
    private boolean inputShutdown;
    private boolean readCompleteTold;
    private boolean outputShutdown;

    SimulatedSocket(Network network, Choices choices, int lowWater, ByteBufAllocator buffers) {
        super(null);
        if (network.isWithoutDescriptors()) {
            throw new ChannelException("Too many open files");
        }
        this.network = network;
        this.choices = choices;
        this.lowWater = lowWater;
        this.config = new DefaultChannelConfig(this).setAllocator(buffers);
        network.opened(this);
    }

    /** Its connection; null before it stands. */
    @Nullable
    SimulatedTcp tcp() {
        return tcp;
    }

    // ---- what its kernel tells ----

    void connected(SimulatedTcp connection) {
        tcp = connection;
    }

    void refused(String why) {
        refusal = why;
    }

    /** Whether the loop has something to do with it. */
    boolean isReady() {
        SimulatedTcp connection = tcp;
        if (closed) {
            return false;
        }
        if (!stands) {
            return connecting != null && (connection != null || refusal != null);
        }
        return connection != null && (isWritableNow(connection) || isReadableNow(connection));
    }

    private boolean isWritableNow(SimulatedTcp connection) {
        return writeWanted && (connection.free(lowWater) > 0 || connection.isReset());
    }

    private boolean isReadableNow(SimulatedTcp connection) {
        return readWanted && !inputShutdown && connection.isReadable();
    }

    void handle() {
        if (!isReady()) {
            return; // something that was handled before it has closed it
        }
        if (!stands) {
            finishConnect();
            return;
        }
        SimulatedTcp connection = connection();
        if (isWritableNow(connection)) {
            writeWanted = false;
            connection.late(true);
            ((Io) unsafe()).flushNow();
            connection.late(false);
        }
        if (!closed && isReadableNow(connection)) {
            readNow(connection);
        }
    }

    private SimulatedTcp connection() {
        if (tcp == null) {
            throw new IllegalStateException("not connected");
        }
        return tcp;
    }

    private void finishConnect() {
        ChannelPromise promise = connecting;
        connecting = null;
        if (promise == null) {
            return;
        }
        if (tcp == null) {
            promise.tryFailure(new ConnectException(refusal + ": " + remote));
            unsafe().close(voidPromise());
            return;
        }
        stands = true;
        boolean told = promise.trySuccess();
        pipeline().fireChannelActive();
        if (!told) {
            unsafe().close(voidPromise());
        }
    }

    /** As {@code AbstractEpollStreamChannel.epollInReady} does. */
    private void readNow(SimulatedTcp connection) {
        ByteBuf buffer = null;
        try {
            for (int reads = 0; reads < MAX_READS && !closed; reads++) {
                if (!config.isAutoRead() && reads > 0) {
                    break;
                }
                buffer = alloc().ioBuffer(READ_BYTES);
                byte[] bytes = connection.read(choices.of(READ_BYTES, 1, 1 + choices.below(READ_BYTES)));
                if (bytes != null) {
                    buffer.writeBytes(bytes);
                    readWanted = false;
                    ByteBuf full = buffer;
                    buffer = null;
                    pipeline().fireChannelRead(full);
                    continue;
                }
                buffer.release();
                buffer = null;
                if (connection.isReset()) {
                    connection.takesError();
                    throw new IOException("Connection reset by peer");
                }
                readWanted = false;
                pipeline().fireChannelReadComplete();
                if (connection.peerHasClosed()) {
                    shutdownInputNow(false);
                }
                return;
            }
            pipeline().fireChannelReadComplete();
        } catch (Throwable failed) {
            if (buffer != null) {
                buffer.release();
            }
            pipeline().fireChannelReadComplete();
            pipeline().fireExceptionCaught(failed);
            if (failed instanceof IOException || failed instanceof OutOfMemoryError) {
                shutdownInputNow(true);
            }
        }
    }

    private void shutdownInputNow(boolean allRead) {
        if (!inputShutdown) {
            inputShutdown = true;
            pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        } else if (allRead && !readCompleteTold) {
            readCompleteTold = true;
            pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
        }
    }

    /** Closes it as the end of its loop does. */
    void closeForcibly() {
        unsafe().close(unsafe().voidPromise());
    }

    // ---- Netty's side ----

    private final class Io extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress to, @Nullable SocketAddress from, ChannelPromise promise) {
            if (!promise.setUncancellable() || !ensureOpen(promise)) {
                return;
            }
            connecting = promise;
            remote = (InetSocketAddress) to;
            network.connect(SimulatedSocket.this, remote.getAddress().getHostAddress());
        }

        @Override
        protected void flush0() {
            if (!writeWanted) { // else the loop flushes when there is room
                super.flush0();
            }
        }

        void flushNow() {
            super.flush0();
        }
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new Io();
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        network.registered(this);
        promise.setSuccess();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) throws Exception {
        SimulatedTcp connection = connection();
        Object next = out.current();
        while (next instanceof ByteBuf bytes) {
            if (connection.isReset()) {
                throw new IOException(connection.takesError() ? "Connection reset by peer" : "Broken pipe");
            }
            int wanted = bytes.readableBytes();
            if (wanted == 0) {
                out.remove();
                next = out.current();
                continue;
            }
            int taken = Math.min(wanted, connection.free(lowWater));
            taken = taken > 1 && choices.oneIn(8) ? 1 + choices.below(taken) : taken;
            if (taken > 0) {
                byte[] copy = new byte[taken];
                bytes.getBytes(bytes.readerIndex(), copy);
                connection.accept(copy);
                out.removeBytes(taken);
            }
            if (taken < wanted) {
                writeWanted = true;
                return;
            }
            next = out.current();
        }
    }

    @Override
    protected void doBeginRead() {
        readWanted = true;
    }

    @Override
    protected void doClose() {
        closed = true;
        network.closed(this);
        if (connecting != null) {
            connecting.tryFailure(new ClosedChannelException());
            connecting = null;
        }
        if (tcp != null) {
            tcp.close();
        }
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doBind(SocketAddress address) {
        throw new UnsupportedOperationException("nobody binds");
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return stands ? new InetSocketAddress(40_000) : null;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return stands ? remote : null;
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public boolean isActive() {
        return stands && !closed;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public boolean isInputShutdown() {
        return inputShutdown;
    }

    @Override
    public ChannelFuture shutdownInput() {
        return shutdownInput(newPromise());
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        inputShutdown = true;
        return promise.setSuccess();
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShutdown;
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        doShutdownOutput();
        return promise.setSuccess();
    }

    @Override
    protected void doShutdownOutput() {
        outputShutdown = true;
        if (connection().isReset()) {
            throw new NotYetConnectedException(); // as the kernel says of it
        }
        connection().shutdownOutput();
    }

    @Override
    public boolean isShutdown() {
        return inputShutdown && outputShutdown;
    }

    @Override
    public ChannelFuture shutdown() {
        return shutdown(newPromise());
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        inputShutdown = true;
        return shutdownOutput(promise);
    }
}
