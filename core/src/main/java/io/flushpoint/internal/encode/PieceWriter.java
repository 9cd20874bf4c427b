package io.flushpoint.internal.encode;

import io.flushpoint.SendRequest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes one request piece by piece as its sink becomes writable, so that a peer which does not read costs a bounded
 * amount of memory.
 */
public final class PieceWriter {
    private final RequestSink sink;
    private final WriteQuota quota;
    private @Nullable WriteOutcome outcome; // until it is told how it ended, or abandoned
    private @Nullable BodySource source; // until the last piece is written
    private boolean feeding;
    private boolean hungry;

    /**
     * Writes to {@code sink}, and tells {@code outcome}.
     *
     * @param nanoTime the monotonic clock
     */
    public PieceWriter(RequestSink sink, LongSupplier nanoTime, WriteOutcome outcome) {
        this.sink = sink;
        this.quota = new WriteQuota(nanoTime);
        this.outcome = outcome;
    }

    /** Opens the body and writes the head, and then the body as it comes. */
    public void write(SendRequest request, BodySources sources) {
        BodySource made;
        try {
            made = sources.of(request, sink);
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

    /** The sink takes more. */
    public void writable() {
        if (source != null) {
            feed();
        }
    }

    /** Stops writing, wherever it stands; nothing more is told. */
    public void abandon() {
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
        sink.head(request, opened.length()).addListener(piece());
        if (opened.length() != 0 && !(opened instanceof InMemorySource) && !(opened instanceof FileSource)) {
            sink.flush(); // on its way while the publisher is asked, which is not at all if the connection is dead
        }
        if (!isOver()) {
            opened.start(this::feed);
        }
        feed();
        if (source != null && !sink.isWritable()) {
            sink.flush(); // a peer may give room for the body only when it has seen the head
        }
    }

    /**
     * Writes pieces as long as there are any and the sink takes them. Writing one changes the sink's writability,
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
                while (source != null && !quota.isSpent() && sink.isWritable() && feedOne(source)) {
                    fed = true;
                }
                if (fed || source == null) {
                    sink.flush(); // may make the sink writable again
                }
            } while (source != null && !quota.isSpent() && sink.isWritable() && hungry);
            if (source != null && quota.isSpent()) {
                quota.rest(sink.executor(), this::feed);
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
            next = from.next(sink.alloc());
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
        sink.content(next).addListener(piece());
        return true;
    }

    private void writeLast(@Nullable ByteBuf last) {
        if (last != null) {
            sink.content(last).addListener(piece());
        }
        sink.end().addListener(lastPiece());
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
                    told.written(sink.bytes());
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
