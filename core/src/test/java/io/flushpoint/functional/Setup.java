package io.flushpoint.functional;

import io.flushpoint.HttpSender;
import io.flushpoint.SenderOptions;
import io.flushpoint.Transport;
import io.flushpoint.testkit.Medium;
import io.netty.channel.epoll.Epoll;
import java.util.Set;

/** The combinations of event loop and transport that there are; every behaviour must be the same over all of them. */
enum Setup implements Medium.Choice {
    DEDICATED_EPOLL(false, Transport.EPOLL),
    DEDICATED_NIO(false, Transport.NIO),
    CALLER_DRIVEN_EPOLL(true, Transport.EPOLL),
    CALLER_DRIVEN_NIO(true, Transport.NIO);

    private final boolean callerDriven;
    private final Transport transport;

    Setup(boolean callerDriven, Transport transport) {
        this.callerDriven = callerDriven;
        this.transport = transport;
    }

    boolean isCallerDriven() {
        return callerDriven;
    }

    boolean isEpoll() {
        return transport == Transport.EPOLL;
    }

    Transport transport() {
        return transport;
    }

    /** Whether it exists on this machine and this class path. */
    boolean exists() {
        return !isEpoll() || Epoll.isAvailable();
    }

    /** As most tests run over it; others say so. */
    @Override
    public Set<Medium> media() {
        return Set.of(isEpoll() ? Medium.EPOLL : Medium.NIO, Medium.CLEAR, Medium.HTTP_1_1);
    }

    HttpSender open(SenderOptions options) {
        return callerDriven ? HttpSender.createCallerDriven(options) : HttpSender.create(options);
    }
}
