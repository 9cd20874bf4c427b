package io.flushpoint.benchmarks.clients;

import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;

/** The native libraries of Netty: unpacked from their jar and loaded when they are first asked for. */
public final class Natives {
    private Natives() {}

    /** Loads those that are here, and says how many. */
    public static int load(boolean epoll, boolean boringSsl) {
        return (epoll && Epoll.isAvailable() ? 1 : 0) + (boringSsl && OpenSsl.isAvailable() ? 1 : 0);
    }
}
