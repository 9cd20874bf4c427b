package io.flushpoint.internal.connection;

import io.netty.channel.socket.DuplexChannel;
import java.util.function.Consumer;

/** What a connection still reads after writing to it failed, and for how long. */
final class LastReading {
    /** For the loop to come by and read; a connection that fails in writing has nothing more to wait for. */
    private static final long LAST_READING_MILLIS = 100;

    private final Throwable cause;
    private final Consumer<Throwable> onEnd;
    private final RunningTime.Deadline end;

    /** {@code onEnd} is told the cause at the end, unless it is cancelled before. */
    LastReading(Throwable cause, RunningTime runningTime, Consumer<Throwable> onEnd) {
        this.cause = cause;
        this.onEnd = onEnd;
        this.end = runningTime.deadline(() -> onEnd.accept(cause));
    }

    /** By what writing failed. */
    Throwable cause() {
        return cause;
    }

    void begin(DuplexChannel channel) {
        boolean aboveTheSocket = channel.isActive() && !channel.isOutputShutdown(); // such as by an end of TLS
        if (aboveTheSocket) {
            channel.eventLoop()
                    .execute(() -> onEnd.accept(cause)); // TLS fails writes first, then tells what it failed by
        } else {
            end.armAfter(LAST_READING_MILLIS);
        }
    }

    void cancel() {
        end.cancel();
    }
}
