package io.flushpoint.internal.connection;

import io.flushpoint.SenderListener.RetireReason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Reads answers just enough: the status is kept, the content is counted and discarded, and the connection learns whether
 * it may be used again (RFC 9112 §9.3).
 */
final class ResponseReader extends SimpleChannelInboundHandler<HttpObject> {
    private static final Pattern KEEP_ALIVE_TIMEOUT = Pattern.compile("(?:^|[,;\\s])timeout\\s*=\\s*\"?(\\d{1,9})");
    private static final int SWITCHING_PROTOCOLS = 101;

    private final Connection connection;
    private final long drainBytes;
    private boolean interim;
    private boolean lastOfConnection;
    private long drained;

    ResponseReader(Connection connection, long drainBytes) {
        this.connection = connection;
        this.drainBytes = drainBytes;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (message.decoderResult().isFailure()) {
            connection.poisoned("undecodable response");
            return;
        }
        if (message instanceof HttpResponse response) {
            head(response);
            response.headers().clear(); // not kept while the connection is idle
        }
        if (message instanceof HttpContent content) {
            drained += content.content().readableBytes();
            if (drained > drainBytes) {
                connection.retire(RetireReason.DRAIN_CAP);
            } else if (message instanceof LastHttpContent) {
                end();
            }
        }
    }

    private void head(HttpResponse response) {
        int status = response.status().code();
        HttpVersion version = response.protocolVersion();
        if (version.majorVersion() != 1 || status < 100 || status > 999 || status == SWITCHING_PROTOCOLS) {
            connection.poisoned("a response that is not HTTP/1: status " + status + ", version " + version);
            return;
        }
        interim = status < 200;
        if (interim) {
            return;
        }
        drained = 0;
        lastOfConnection =
                !HttpUtil.isKeepAlive(response) || version.minorVersion() == 0 || endsWithConnection(response, status);
        idleHint(response);
        connection.responseHead(status);
    }

    private boolean endsWithConnection(HttpResponse response, int status) {
        boolean withoutContent = status == 204 || status == 304 || connection.answeringHead();
        return !withoutContent
                && !HttpUtil.isContentLengthSet(response)
                && !HttpUtil.isTransferEncodingChunked(response);
    }

    private void idleHint(HttpResponse response) {
        String hint = response.headers().get("Keep-Alive");
        if (hint != null) {
            Matcher timeout = KEEP_ALIVE_TIMEOUT.matcher(hint);
            if (timeout.find()) {
                connection.freshness().peerClosesAfter(Long.parseLong(timeout.group(1)));
            }
        }
    }

    private void end() {
        if (interim) {
            interim = false;
        } else {
            connection.responseEnd(lastOfConnection);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event instanceof SslCloseCompletionEvent) {
            connection.peerClosed();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.peerClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof SSLException || cause.getCause() instanceof SSLException) {
            connection.poisoned("a TLS failure: " + Causes.innermost(cause), cause);
        } else if (cause instanceof DecoderException) {
            connection.poisoned("undecodable bytes", cause);
        } else {
            connection.broken(cause);
        }
    }
}
