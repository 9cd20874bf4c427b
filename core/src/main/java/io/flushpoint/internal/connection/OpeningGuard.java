package io.flushpoint.internal.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Ends the pipeline of a connection that is being opened: what fails there is told by the futures of connect and
 * handshake, and a peer that closes meanwhile has the channel closed, so that they fail.
 */
final class OpeningGuard extends ChannelInboundHandlerAdapter {
    static final String NAME = "opening";

    private @Nullable Throwable why;

    /** What failed in the pipeline first, if anything did. */
    @Nullable
    Throwable why() {
        return why;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
        ctx.close(); // a server that speaks before the client, in clear text where TLS is to be
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        why = why == null ? cause : why;
        ctx.close();
    }
}
