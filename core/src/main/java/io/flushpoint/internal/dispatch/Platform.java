package io.flushpoint.internal.dispatch;

import io.flushpoint.Bound;
import io.flushpoint.SenderOptions;
import io.flushpoint.internal.connection.Clocks;
import io.flushpoint.internal.connection.IoTransport;
import io.flushpoint.internal.connection.Jitter;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** What a sender stands on: sockets, clocks, chance, and threads that may block. From any thread. */
public interface Platform {
    /** Where sockets come from. */
    IoTransport transport();

    /** Clocks, for one event loop. */
    Clocks clocks();

    /** What timers of event loops go by; as the monotonic one of the clocks. */
    Ticker ticker();

    /** Chance, for one event loop. */
    Jitter jitter();

    /**
     * Threads for one kind of work that may block.
     *
     * @param threads how many there are at most
     * @param queue how much may wait for one of them; null if whoever brings the work bounds it
     */
    ThreadPoolExecutor threads(String kind, SenderOptions options, Bound threads, @Nullable Bound queue);
}
