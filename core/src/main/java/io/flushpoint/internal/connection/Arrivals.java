package io.flushpoint.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * What arrives on a socket, from its first byte on: how much, and of TLS whether the last record is whole (RFC 8446 §5.1). The
 * beginning of a record waits below TLS, where nobody above it knows that something has come. Stands nearest to the socket.
 *
 * <p>Sees as well an alert in clear, such as from a middlebox that knows no keys: one provider of TLS tells it only after it
 * has written an alert of its own, and not at all where that write fails.
 */
final class Arrivals extends ChannelInboundHandlerAdapter {
    /** Who wants to know, once the connection stands. */
    interface Listener {
        /** Something has arrived. */
        void arrived();

        /** An alert in clear has arrived, and TLS has had it. */
        void alertInClear();
    }

    private static final int HEADER_BYTES = 5;
    private static final int LENGTH_AT = 3;

    private @Nullable Listener listener;
    private boolean secure;
    private long bytes;
    private boolean passingOn;
    private int headerBytes;
    private int length;
    private int missing;

    /** What arrives from now on are TLS records. */
    void areRecords() {
        secure = true;
    }

    /** Tells from now on. */
    void tell(Listener newListener) {
        listener = newListener;
    }

    /** How many bytes have arrived. */
    long bytes() {
        return bytes;
    }

    /** Whether the beginning of a TLS record has arrived, and not its end. */
    boolean isAmidRecord() {
        return headerBytes > 0 || missing > 0;
    }

    /** Whether what arrived last is still on its way up the pipeline. */
    boolean isPassingOn() {
        return passingOn;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        boolean alert = message instanceof ByteBuf arrived && take(arrived);
        passingOn = true;
        try {
            ctx.fireChannelRead(message);
        } finally {
            passingOn = false;
        }
        if (alert && listener != null) {
            listener.alertInClear();
        }
    }

    /** Whether it ends with an alert in clear. */
    private boolean take(ByteBuf arrived) {
        bytes += arrived.readableBytes();
        if (listener != null) {
            listener.arrived();
        }
        if (secure) {
            follow(arrived);
        }
        return secure && TlsRecords.endInAlertInClear(arrived);
    }

    private void follow(ByteBuf records) {
        int at = records.readerIndex();
        while (at < records.writerIndex()) {
            if (missing > 0) {
                int here = Math.min(missing, records.writerIndex() - at);
                missing -= here;
                at += here;
            } else {
                header(records.getUnsignedByte(at++));
            }
        }
    }

    private void header(int octet) {
        if (headerBytes >= LENGTH_AT) {
            length = (length << 8) | octet;
        }
        headerBytes++;
        if (headerBytes == HEADER_BYTES) {
            missing = length;
            headerBytes = 0;
            length = 0;
        }
    }
}
