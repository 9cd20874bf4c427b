package io.flushpoint.internal.dispatch;

import io.flushpoint.Bound;
import io.flushpoint.SenderOptions;
import io.flushpoint.internal.connection.Clocks;
import io.flushpoint.internal.connection.IoTransport;
import io.flushpoint.internal.connection.Jitter;
import io.flushpoint.internal.connection.SystemTransport;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * This process, and the machine it runs on.
 *
 * @param transport of Netty
 */
record SystemPlatform(IoTransport transport) implements Platform {
    SystemPlatform(SenderOptions options) {
        this(SystemTransport.choose(options));
    }

    @Override
    public Clocks clocks() {
        return new Clocks();
    }

    @Override
    public Ticker ticker() {
        return Ticker.systemTicker();
    }

    @Override
    public Jitter jitter() {
        return new Jitter();
    }

    @Override
    public ThreadPoolExecutor threads(String kind, SenderOptions options, Bound threads, @Nullable Bound queue) {
        return new BlockingThreads(kind, options, threads, queue);
    }
}
