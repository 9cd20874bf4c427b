package io.flushpoint.nemesis;

import io.flushpoint.testkit.Medium;
import io.netty.channel.epoll.Epoll;
import java.util.Set;

/** Who drives the event loop of a sender under test, and over which transport. */
enum Loop implements Medium.Choice {
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

    /** As most tests run over it; others say so. */
    @Override
    public Set<Medium> media() {
        return Set.of(isEpoll() ? Medium.EPOLL : Medium.NIO, Medium.CLEAR, Medium.HTTP_1_1);
    }

    /** Whether this run has what it takes. */
    boolean isAvailable() {
        return !isEpoll() || Epoll.isAvailable();
    }
}
