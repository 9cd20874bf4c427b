package io.flushpoint.internal.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.util.ReferenceCountUtil;

/**
 * Reads the answer to {@code CONNECT} ahead of Netty's handler, which waits for the end of a refusal's content and takes an
 * interim response for one (RFC 9110 §15.2): a refusal is known by its status. The reason phrase is the proxy's text and goes
 * into no message.
 */
final class TunnelAnswer extends ChannelInboundHandlerAdapter {
    private boolean interim;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpResponse response) {
            if (response.decoderResult().isFailure()) {
                refused(ctx, message, "its answer is no HTTP, or beyond 8,192 bytes");
                return;
            }
            interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            if (!interim && !response.status().equals(HttpResponseStatus.OK)) {
                refused(ctx, message, "status " + response.status().code());
                return;
            }
        }
        if (!interim) {
            ctx.fireChannelRead(message);
            return;
        }
        interim = !(message instanceof LastHttpContent);
        ReferenceCountUtil.release(message);
    }

    private static void refused(ChannelHandlerContext ctx, Object message, String reason) {
        ReferenceCountUtil.release(message);
        ctx.fireExceptionCaught(new ProxyConnectException(reason));
    }
}
