package io.flushpoint.internal.connection;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The view of the Linux kernel: {@code TCP_INFO}, {@code SO_MEMINFO} and {@code TCP_KEEPIDLE}.
 *
 * <pre>
 *   struct tcp_info (linux/tcp.h), native byte order, length grows with the kernel
 *     u8  tcpi_state            0      u64 tcpi_bytes_acked    120  bytes, and one for our SYN
 *     u32 tcpi_last_data_recv  52  ms  u64 tcpi_bytes_received 128  bytes
 *     u32 tcpi_last_ack_recv   56  ms  u32 tcpi_notsent_bytes  144  bytes
 *     u32 tcpi_rtt             68  us
 *   u32 SO_MEMINFO[] (linux/sock_diag.h)
 *     SK_MEMINFO_WMEM_ALLOC     8  bytes in flight below the socket: queueing discipline, driver
 * </pre>
 */
final class SocketView implements KernelView {
    private static final int SOL_SOCKET = 1;
    private static final int IPPROTO_TCP = 6;
    private static final int SO_MEMINFO = 55;
    private static final int TCP_INFO = 11;
    private static final int TCP_INFO_LENGTH = 148; // up to and with tcpi_notsent_bytes, Linux 4.6
    private static final int MEMINFO_LENGTH = 12;
    private static final int SYN = 1; // which takes a place in the sequence (RFC 9293 §3.4), and the kernel counts it
    private static final int TCP_ESTABLISHED = 1;
    private static final int TCP_CLOSE_WAIT = 8;

    private final EpollSocketChannel channel;
    private final Socket socket;
    private final ByteBuffer info = ByteBuffer.allocate(TCP_INFO_LENGTH).order(ByteOrder.nativeOrder());
    private final ByteBuffer memory = ByteBuffer.allocate(MEMINFO_LENGTH).order(ByteOrder.nativeOrder());
    private boolean read;

    SocketView(EpollSocketChannel channel) {
        this.channel = channel;
        this.socket = (Socket) channel.fd();
    }

    @Override
    public boolean read() {
        read = read(IPPROTO_TCP, TCP_INFO, info);
        return read;
    }

    @Override
    public boolean established() {
        return state() == TCP_ESTABLISHED;
    }

    @Override
    public boolean canDeliver() {
        int state = state();
        return state == TCP_ESTABLISHED || state == TCP_CLOSE_WAIT;
    }

    @Override
    public long received() {
        return info().getLong(128);
    }

    @Override
    public long notSent() {
        return u32(144);
    }

    @Override
    public long acknowledged() {
        return Math.max(0, info().getLong(120) - SYN);
    }

    @Override
    public boolean nothingBelow() {
        return read(SOL_SOCKET, SO_MEMINFO, memory) && memory.getInt(8) == 0;
    }

    @Override
    public long rttMicros() {
        return u32(68);
    }

    @Override
    public long millisSinceLastAck() {
        return u32(56);
    }

    @Override
    public long keepaliveIdleMillis() {
        return Math.min(u32(52), u32(56));
    }

    @Override
    public @Nullable Integer keepaliveAfterSeconds() {
        try {
            return channel.config().getOption(EpollChannelOption.TCP_KEEPIDLE);
        } catch (ChannelException closed) {
            return null;
        }
    }

    @Override
    public void keepaliveAfterSeconds(int seconds) {
        try {
            channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, seconds);
        } catch (ChannelException closed) {
            // the next reading finds the connection dead
        }
    }

    private int state() {
        return read ? info.get(0) & 0xff : 0;
    }

    private long u32(int offset) {
        return info().getInt(offset) & 0xffff_ffffL;
    }

    private ByteBuffer info() {
        if (!read) {
            throw new IllegalStateException("not read");
        }
        return info;
    }

    /** Past {@code config().getOption}, which makes a buffer each time. */
    private boolean read(int level, int option, ByteBuffer into) {
        if (!channel.isOpen()) {
            return false; // its descriptor may be another socket's by now
        }
        try {
            socket.getRawOpt(level, option, into.clear());
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
