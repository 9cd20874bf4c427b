package io.flushpoint.internal.encode;

import io.flushpoint.SendRequest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes one request piece by piece as its channel becomes writable, so that a peer which does not read costs a bounded
 * amount of memory.
 */
final class PieceWriter {
    private final ChannelHandlerContext context;
    private final CountingEncoder encoder;
    private final @Nullable Forwarding forwarding;
    private final WriteQuota quota;
    private @Nullable WriteOutcome outcome; // until it is told how it ended, or abandoned
    private @Nullable BodySource source; // until the last piece is written
    private boolean feeding;
    private boolean hungry;

    /**
     * @param forwarding null if no proxy sends the request on
     * @param nanoTime the monotonic clock
     */
    PieceWriter(
            ChannelHandlerContext context,
            CountingEncoder encoder,
            @Nullable Forwarding forwarding,
            LongSupplier nanoTime,
            WriteOutcome outcome) {
        this.context = context;
        this.encoder = encoder;
        this.forwarding = forwarding;
        this.quota = new WriteQuota(nanoTime);
        this.outcome = outcome;
    }

    /** Opens the body and writes the head, and then the body as it comes. */
    void write(SendRequest request, BodySources sources) {
        BodySource made;
        try {
            made = sources.of(request, context);
        } catch (IOException e) {
            endBody(e, true);
            return;
        }
        source = made;
        made.open(failure -> {
            if (isOver()) {
                return; // abandoned meanwhile
            }
            if (failure == null) {
                writeHead(request, made);
            } else {
                endBody(failure, true);
            }
        });
    }

    /** The channel takes more. */
    void writable() {
        if (source != null) {
            feed();
        }
    }

    /** Stops writing, wherever it stands; nothing more is told. */
    void abandon() {
        outcome = null;
        BodySource open = source;
        source = null;
        if (open != null) {
            open.close();
        }
    }

    private boolean isOver() {
        return outcome == null;
    }

    private void writeHead(SendRequest request, BodySource opened) {
        HttpHeaders headers = RequestHead.headers(request, forwarding, opened.length());
        context.pipeline()
                .write(new DefaultHttpRequest(
                        HttpVersion.HTTP_1_1,
                        RequestHead.method(request),
                        Forwarding.target(request, forwarding),
                        headers))
                .addListener(piece());
        if (opened.length() != 0 && !(opened instanceof InMemorySource) && !(opened instanceof FileSource)) {
            context.flush(); // on its way while the publisher is asked, which is not at all if the connection is dead
        }
        if (!isOver()) {
            opened.start(this::feed);
        }
        feed();
    }

    /**
     * Writes pieces as long as there are any and the channel takes them. Writing one changes the channel's writability,
     * which comes back here: that is noted, not done in the middle of a piece.
     */
    private void feed() {
        if (feeding || isOver() || quota.isResting()) {
            return;
        }
        feeding = true;
        hungry = true;
        quota.enter();
        try {
            do {
                boolean fed = false;
                while (source != null && !quota.isSpent() && context.channel().isWritable() && feedOne(source)) {
                    fed = true;
                }
                if (fed || source == null) {
                    context.flush(); // may make the channel writable again
                }
            } while (source != null && !quota.isSpent() && context.channel().isWritable() && hungry);
            if (source != null && quota.isSpent()) {
                quota.rest(context.executor(), this::feed);
            }
        } catch (Throwable e) {
            endWrite(e); // such as for want of memory
        } finally {
            feeding = false;
        }
    }

    private boolean feedOne(BodySource from) {
        ByteBuf next;
        try {
            next = from.next(context.alloc());
        } catch (IOException | RuntimeException e) {
            endBody(e, false);
            return false;
        }
        if (from.finished()) {
            source = null;
            from.close();
            writeLast(next);
            return false;
        }
        hungry = next != null;
        if (next == null) {
            return false;
        }
        quota.spend(from.cost(next));
        if (!next.isReadable()) {
            next.release();
            return true;
        }
        context.pipeline().write(new DefaultHttpContent(next)).addListener(piece());
        return true;
    }

    private void writeLast(@Nullable ByteBuf last) {
        if (last != null) {
            context.pipeline().write(new DefaultHttpContent(last)).addListener(piece());
        }
        context.pipeline().write(LastHttpContent.EMPTY_LAST_CONTENT).addListener(lastPiece());
    }

    // ---- what the channel tells ----

    private ChannelFutureListener piece() {
        return future -> {
            WriteOutcome told = outcome;
            if (told != null) {
                if (future.isSuccess()) {
                    told.progressed();
                } else {
                    endWrite(future.cause());
                }
            }
        };
    }

    private ChannelFutureListener lastPiece() {
        return future -> {
            WriteOutcome told = outcome;
            if (told != null) {
                if (future.isSuccess()) {
                    outcome = null;
                    told.written(encoder.bytes());
                } else {
                    endWrite(future.cause());
                }
            }
        };
    }

    private void endWrite(Throwable cause) {
        WriteOutcome told = outcome;
        abandon();
        if (told != null) {
            told.writeFailed(cause);
        }
    }

    private void endBody(Throwable cause, boolean untouched) {
        WriteOutcome told = outcome;
        abandon();
        if (told != null) {
            told.bodyFailed(cause, untouched);
        }
    }
}
