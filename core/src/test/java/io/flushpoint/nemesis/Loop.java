package io.flushpoint.nemesis;

import io.netty.channel.epoll.Epoll;

/** Who drives the event loop of a sender under test, and over which transport. */
enum Loop {
    DEDICATED_EPOLL("dedicated epoll"),
    DRIVEN_EPOLL("driven epoll"),
    DEDICATED_NIO("dedicated nio"),
    DRIVEN_NIO("driven nio");

    private final String words;

    Loop(String words) {
        this.words = words;
    }

    /** As {@link SenderDriver} wants it. */
    String words() {
        return words;
    }

    boolean isEpoll() {
        return this == DEDICATED_EPOLL || this == DRIVEN_EPOLL;
    }

    /** Whether this run has what it takes. */
    boolean isAvailable() {
        return !isEpoll() || Epoll.isAvailable();
    }
}
