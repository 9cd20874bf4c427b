package io.flushpoint.internal.http2;

import io.flushpoint.Failure;
import io.flushpoint.HttpProtocol;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.internal.connection.Connection;
import io.flushpoint.internal.connection.Exchange;
import io.flushpoint.internal.connection.Stream;
import io.flushpoint.internal.connection.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2 on one connection (RFC 9113): exchanges side by side, each on a stream of its own, as many as the peer and we allow.
 * Frames are Netty's business; what they mean for a send is decided here.
 */
final class Http2 implements Traffic {
    /** The end of the numbers for streams comes after a thousand million of them (§5.1.1). */
    private static final int LAST_STREAM = Integer.MAX_VALUE - 2;

    /** One that takes no byte for so long is not given other requests to hold up. */
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What it is told by the frames that arrive. */
    private final class Arriving extends Http2EventAdapter {
        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean endOfStream)
                throws Http2Exception {
            if (!frames.connection().local().isValidStreamId(id)) { // Netty keeps it, and any number of them
                throw Http2Exception.connectionError(
                        Http2Error.PROTOCOL_ERROR, "HEADERS on stream %d, which a server may not open", id);
            }
            RequestStream stream = byId.get(id);
            if (stream != null) {
                stream.head(headers, endOfStream);
            }
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx,
                int id,
                Http2Headers headers,
                int streamDependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean endOfStream)
                throws Http2Exception {
            onHeadersRead(ctx, id, headers, padding, endOfStream);
        }

        @Override
        public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean endOfStream) {
            int length = data.readableBytes();
            RequestStream stream = byId.get(id);
            if (stream != null) {
                stream.content(data, padding, endOfStream);
            }
            return length + padding;
        }

        /**
         * From before the peer knew our SETTINGS: later, Netty ends the connection (§6.6). Opened first, since content may be on
         * its way already, for which Netty has no window on a stream that is only reserved.
         */
        @Override
        public void onPushPromiseRead(
                ChannelHandlerContext ctx, int id, int promised, Http2Headers headers, int padding)
                throws Http2Exception {
            frames.connection().stream(promised).open(false);
            frames.resetStream(ctx, promised, Http2Error.REFUSED_STREAM.code(), ctx.newPromise());
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext ctx, int id, long errorCode) {
            RequestStream stream = byId.get(id);
            if (stream != null) {
                stream.resetByPeer(errorCode);
            }
        }

        @Override
        public void onGoAwayReceived(int lastStream, long errorCode, ByteBuf debugData) {
            goingAway(lastStream, errorCode);
        }

        @Override
        public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
            connection.offerAnother();
        }

        @Override
        public void onWindowUpdateRead(ChannelHandlerContext ctx, int id, int windowSizeIncrement) {
            if (id == 0) {
                notStalled();
                connection.offerAnother();
            }
        }

        /** What has ended on both sides is free for another only from here on. */
        @Override
        public void onStreamClosed(Http2Stream closed) {
            RequestStream stream = byId.get(closed.id());
            if (stream != null) {
                stream.closed();
            } else if (!connection.isRetired()) {
                connection.offerAnother();
            }
        }
    }

    /** What it is told by the connection of Netty's. */
    private final class Told implements FrameHandler.Owner {
        @Override
        public void peerClosed() {
            connection.peerClosed();
        }

        @Override
        public void streamFailed(int id, boolean ours, String why) {
            RequestStream stream = byId.get(id);
            if (stream != null) {
                stream.failed(ours, why);
            }
        }

        @Override
        public void poisoned(String why, @Nullable Throwable cause) {
            connection.poisoned(why, cause);
        }

        @Override
        public void writeFailed(Throwable cause) {
            connection.writeFailed(cause);
        }

        @Override
        public void failed(Throwable cause) {
            connection.readingFailed(cause);
        }

        /**
         * Of a channel that was shut and opens before it tells of either, as under TLS, Netty tells no stream; and yet one may
         * have found it shut in between. So each is told here. One that is shut may tell it between the two halves of a frame,
         * where nothing else must be written.
         */
        @Override
        public void writabilityChanged() {
            notStalled();
            if (!connection.isWritable()) {
                offerAnotherSoon();
                return;
            }
            if (writing > 0) {
                List.copyOf(all).forEach(stream -> stream.writer().writabilityChanged());
            }
            connection.offerAnother();
        }
    }

    /** What it is told by its streams. */
    private final class OfStreams implements RequestStream.Owner {
        @Override
        public void numbered(RequestStream stream) {
            byId.put(stream.id(), stream);
        }

        @Override
        public void endsWriting() {
            writing--;
        }

        @Override
        public void over(RequestStream stream) {
            byId.remove(stream.id());
            if (all.remove(stream) && !connection.isRetired()) {
                connection.exchangeOver(false);
            }
        }
    }

    private final Connection connection;
    private final FrameHandler frames;
    private final RequestStream.Terms terms;
    private final RequestStream.Owner ofStreams = new OfStreams();
    private final int mostStreams;
    private final Set<RequestStream> all = new LinkedHashSet<>(); // that are not over
    private final IntObjectMap<RequestStream> byId =
            new IntObjectHashMap<>(); // those whose head was given to be written
    private int writing;
    private boolean goingAway;
    private boolean prefaceFlushed;
    private boolean amidStreams;
    private boolean askedAmidStreams;
    private long lastOpen;

    /** Adds its handlers to the end of a pipeline. The preface goes out in a moment, or with the first stream. */
    Http2(Connection connection, ChannelPipeline pipeline, int headBytes, int mostStreams, RequestStream.Terms terms) {
        this.connection = connection;
        this.mostStreams = mostStreams;
        this.terms = terms;
        Arriving arriving = new Arriving();
        this.frames = FrameHandler.client(headBytes, arriving, new Told());
        frames.connection().addListener(arriving);
        frames.encoder().flowController().listener(this::writabilityChanged);
        notStalled();
        pipeline.addLast(new SentFrames(this::wrote)).addLast(frames);
        frames.context().executor().execute(this::flushPreface);
    }

    /** Not before the connection stands in its pool: it may fail. And not with a request, whose first byte it would seem to be. */
    private void flushPreface() {
        if (!prefaceFlushed) {
            prefaceFlushed = true;
            frames.flush();
        }
    }

    private void wrote(int id, int bytes) {
        RequestStream stream = byId.get(id);
        if (stream != null) {
            stream.writer().wrote(bytes);
        }
    }

    /**
     * Netty tells it while it goes through all streams. One that is opened meanwhile would get a window only later, and then
     * nobody would look for what it has to write: so none is.
     */
    private void writabilityChanged(Http2Stream changed) {
        RequestStream stream = byId.get(changed.id());
        if (stream != null) {
            boolean outer = amidStreams; // it may tell of one because of what another writes
            amidStreams = true;
            try {
                stream.writer().writabilityChanged();
            } finally {
                amidStreams = outer;
            }
        }
        if (askedAmidStreams && !amidStreams) {
            askedAmidStreams = false;
            offerAnotherSoon();
        }
    }

    private void offerAnotherSoon() {
        frames.context().executor().execute(connection::offerAnother);
    }

    /** The peer takes no more streams, and has processed none behind that one (§6.8). */
    private void goingAway(int lastStream, long errorCode) {
        goingAway = true;
        connection.retireWhenDone(RetireReason.GOING_AWAY);
        Http2Error error = Http2Error.valueOf(errorCode);
        String proof = "the peer is going away (GOAWAY, last stream " + lastStream + ", "
                + (error == null ? "error " + errorCode : error) + ")";
        for (RequestStream stream : List.copyOf(all)) {
            if (stream.id() > lastStream) {
                stream.unprocessed(proof);
            }
        }
    }

    // ---- as the traffic ----

    @Override
    public HttpProtocol protocol() {
        return HttpProtocol.HTTP_2;
    }

    @Override
    public Stream begin(Exchange exchange) {
        flushPreface();
        RequestStream stream = new RequestStream(connection, frames, exchange, terms, ofStreams);
        all.add(stream);
        writing++;
        return stream;
    }

    @Override
    public int count() {
        return all.size();
    }

    @Override
    public boolean acceptsAnother() {
        return hasStreamLeft() && isOpen();
    }

    /**
     * A large body takes window and channel as they open, and yet leaves their shares to others: they may be shut whenever one
     * looks. Not for long, unless the peer does not read.
     */
    @Override
    public boolean acceptsOneMoreToWait() {
        return hasStreamLeft() && (isOpen() || now() - lastOpen < STALLED_NANOS);
    }

    private boolean hasStreamLeft() {
        if (amidStreams) {
            askedAmidStreams = true;
            return false;
        }
        Http2Connection.Endpoint<?> ours = frames.connection().local();
        int most = Math.min(mostStreams, ours.maxActiveStreams());
        return !goingAway
                && Math.max(all.size(), ours.numActiveStreams()) < most
                && ours.lastStreamCreated() < LAST_STREAM;
    }

    private boolean isOpen() {
        Http2Stream whole = frames.connection().connectionStream();
        boolean open =
                connection.isWritable() && frames.encoder().flowController().windowSize(whole) > 0;
        if (open) {
            notStalled();
        }
        return open;
    }

    private void notStalled() {
        lastOpen = now();
    }

    private long now() {
        return terms.runningTime().now();
    }

    @Override
    public boolean isWriting() {
        return writing > 0;
    }

    @Override
    public void stop() {}

    @Override
    public void loseAll(Consumer<Exchange> first, Failure failure, String reason, @Nullable Throwable cause) {
        List<RequestStream> lost = List.copyOf(all);
        all.clear();
        byId.clear();
        for (RequestStream stream : lost) {
            if (!stream.isAnswered()) {
                first.accept(stream.exchange());
            }
            stream.lostWithConnection(failure, reason, cause);
        }
    }
}
