package io.flushpoint.internal.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.nio.channels.ClosedChannelException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads answers just enough: the content is discarded but for what is kept, and the connection learns whether it may be used
 * again (RFC 9112 §9.3).
 */
final class ResponseReader extends SimpleChannelInboundHandler<HttpObject> {
    /** Parameter names have no case (RFC 9110 §5.6.6). */
    private static final Pattern KEEP_ALIVE_TIMEOUT =
            Pattern.compile("(?:^|[,;\\s])timeout\\s*=\\s*\"?\\s*0*(\\d{1,9})", Pattern.CASE_INSENSITIVE);

    private final Connection connection;
    private final Answers answers;
    private final int headBytes;
    private boolean lastOfConnection;
    private boolean lastsUntilClose;

    ResponseReader(Connection connection, Answers answers, PoolBounds bounds) {
        this.connection = connection;
        this.answers = answers;
        this.headBytes = bounds.responseHeadBytes();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (message.decoderResult().isFailure()) {
            undecodable(message.decoderResult().cause());
            return;
        }
        if (message instanceof HttpResponse response) {
            head(response);
            answers.head(response.headers());
            response.headers().clear(); // not kept while the connection is idle
        }
        if (message instanceof HttpContent content) {
            answers.content(content.content());
        }
        if (message instanceof LastHttpContent) {
            lastsUntilClose = false;
            answers.end(lastOfConnection);
        }
    }

    /** The framing is in doubt, and so is whatever comes next; the status was told before. */
    private void undecodable(Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            connection.poisoned("a head or trailer longer than RESPONSE_HEAD_BYTES (" + headBytes + ")", cause);
        } else if (!(cause instanceof PrematureChannelClosureException)) { // a close is told by itself
            connection.poisoned("an undecodable response: " + Complaint.innermost(cause), Complaint.shown(cause));
        }
    }

    private void head(HttpResponse response) {
        int status = response.status().code();
        HttpVersion version = response.protocolVersion();
        lastsUntilClose = endsWithConnection(response, status);
        lastOfConnection = !HttpUtil.isKeepAlive(response) || version.minorVersion() == 0 || lastsUntilClose;
        idleHint(response);
    }

    private boolean endsWithConnection(HttpResponse response, int status) {
        boolean withoutContent = status == 204 || status == 304 || answers.isToHead();
        return !withoutContent
                && !HttpUtil.isContentLengthSet(response)
                && !HttpUtil.isTransferEncodingChunked(response);
    }

    private void idleHint(HttpResponse response) {
        if (response.headers().get("Keep-Alive") == null) {
            return;
        }
        for (String hint : response.headers().getAll("Keep-Alive")) {
            Matcher timeout = KEEP_ALIVE_TIMEOUT.matcher(hint);
            while (timeout.find()) {
                connection.ages().peerClosesAfter(Long.parseLong(timeout.group(1)));
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess() && lastsUntilClose) {
            lastsUntilClose = false;
            answers.end(true);
        }
        if (event == ChannelInputShutdownEvent.INSTANCE || event instanceof SslCloseCompletionEvent) {
            connection.peerClosed();
        } else if (event == ChannelOutputShutdownEvent.INSTANCE) {
            connection.writeFailed(new ClosedChannelException()); // of no request, or its request has told of it
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.peerClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        connection.readingFailed(cause);
    }
}
