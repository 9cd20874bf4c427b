package io.flushpoint.internal.http2;

import io.flushpoint.internal.connection.Complaint;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Netty's HTTP/2 connection at the end of a client's pipeline. Tells its owner how the connection ends, where Netty would close
 * it: that is for the owner to decide.
 */
final class FrameHandler extends Http2ConnectionHandler {
    /** Whose connection it is. */
    interface Owner {
        /** The peer has closed its side, or the channel is closed altogether. */
        void peerClosed();

        /** A fault costs a stream: one of the peer's if it is not ours. */
        void streamFailed(int id, boolean ours, String why);

        /** The peer broke the protocol. */
        void poisoned(String why, @Nullable Throwable cause);

        /** Writing failed. */
        void writeFailed(Throwable cause);

        /** Reading failed. */
        void failed(Throwable cause);

        /** The channel takes more, or no more. */
        void writabilityChanged();
    }

    /** RST_STREAM that a peer may send in a window of so many seconds. Many a one is a proof, so only a flood is one (CVE-2023-44487). */
    private static final int MOST_RESETS = 10_000;

    private static final int RESETS_SECONDS = 30;

    private final Owner owner;
    private final RequestFrames requests;
    private @Nullable ChannelHandlerContext context;

    private FrameHandler(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings, Owner owner) {
        super(decoder, encoder, settings, true, false);
        this.owner = owner;
        this.requests = new RequestFrames(encoder.configuration());
    }

    /** A client's, which refuses pushes, and heads that are longer than so many bytes. */
    static FrameHandler client(int headBytes, Http2FrameListener frames, Owner owner) {
        return new Builder(headBytes, frames, owner).build();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
    }

    ChannelHandlerContext context() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return ctx;
    }

    RequestFrames requests() {
        return requests;
    }

    /** The head of a stream's request is written next: the peer knows of it from now on. */
    void headLeaves(Http2Stream stream) {
        stream.headersSent(false);
        requests.begun();
    }

    boolean mayOpenStream() {
        return !connection().goAwayReceived() && connection().local().canOpenStream();
    }

    /** Writes as much of what is left of it as the peer's windows and the channel allow, and the rest as they do. */
    void write(Http2Stream stream, Http2RemoteFlowController.FlowControlled content) {
        Http2RemoteFlowController flowController = encoder().flowController();
        flowController.addFlowControlled(stream, content);
        try {
            flowController.writePendingBytes();
        } catch (Http2Exception e) {
            onError(context(), true, e);
        }
    }

    /** Resets a stream, unless that is closed. What is left of its request is not written behind that, or ever. */
    void reset(int id, Http2Error error) {
        Http2Stream stream = connection().stream(id);
        if (stream != null) {
            resetStream(context(), id, error.code(), context().newPromise());
            if (stream.state().localSideOpen()) {
                closeStream(stream, context().newSucceededFuture());
            }
            flush();
        }
    }

    /** Sends what is written on its way, as far as the peer's windows allow. */
    void flush() {
        flush(context());
    }

    /** Says goodbye where that can be said without waiting. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) throws Exception {
        sayGoingAway(ctx, Http2Error.NO_ERROR);
        super.close(ctx, promise);
    }

    private void sayGoingAway(ChannelHandlerContext ctx, Http2Error error) {
        if (ctx.channel().isActive() && !connection().goAwaySent()) {
            int last = connection().remote().lastStreamCreated();
            goAway(ctx, last, error.code(), Unpooled.EMPTY_BUFFER, ctx.newPromise());
            ctx.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        owner.peerClosed();
        super.channelInactive(ctx);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        super.channelWritabilityChanged(ctx);
        owner.writabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == ChannelInputShutdownEvent.INSTANCE || event instanceof SslCloseCompletionEvent) {
            owner.peerClosed();
        } else if (event == ChannelOutputShutdownEvent.INSTANCE) {
            owner.writeFailed(new ClosedChannelException());
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
            onError(ctx, false, cause);
        } else {
            owner.failed(cause);
        }
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, @Nullable Http2Exception http2) {
        if (http2 == null) {
            if (outbound) {
                owner.writeFailed(cause);
            } else {
                owner.failed(cause);
            }
            return;
        }
        sayGoingAway(ctx, http2.error());
        owner.poisoned("HTTP/2 " + http2.error() + ": " + Complaint.of(http2), Complaint.shown(cause));
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception.StreamException http2) {
        Http2Stream stream = connection().stream(http2.streamId());
        boolean ended = stream != null && stream.state() == Http2Stream.State.CLOSED; // by the peer, it may be
        boolean tooLong = outbound && http2 instanceof Http2Exception.HeaderListSizeException;
        owner.streamFailed(
                http2.streamId(),
                outbound,
                tooLong
                        ? "the peer takes no request head of this size (SETTINGS_MAX_HEADER_LIST_SIZE): "
                                + Complaint.of(http2)
                        : "HTTP/2 " + http2.error() + ": " + Complaint.of(http2));
        if (!ended) {
            super.onStreamError(ctx, outbound, cause, http2);
        }
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<FrameHandler, Builder> {
        private final Owner owner;

        Builder(int headBytes, Http2FrameListener frames, Owner owner) {
            this.owner = owner;
            connection(ofEquals());
            frameListener(frames);
            initialSettings(Http2Settings.defaultSettings().pushEnabled(false).maxHeaderListSize(headBytes));
            validateHeaders(true);
            decoderEnforceMaxRstFramesPerWindow(MOST_RESETS, RESETS_SECONDS);
        }

        /** A client's, with our own way to share its window. */
        private static Http2Connection ofEquals() {
            Http2Connection connection = new DefaultHttp2Connection(false);
            connection
                    .remote()
                    .flowController(new DefaultHttp2RemoteFlowController(connection, new StreamShares(connection)));
            return connection;
        }

        /** Netty takes whose connection is given for a server's. */
        @Override
        protected boolean isServer() {
            return false;
        }

        @Override
        public FrameHandler build() {
            return super.build();
        }

        @Override
        protected FrameHandler build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            return new FrameHandler(decoder, encoder, settings, owner);
        }
    }
}
