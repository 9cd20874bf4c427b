package io.flushpoint.functional;

import io.flushpoint.HttpSender;
import io.flushpoint.SenderOptions;
import io.flushpoint.Transport;
import io.netty.channel.epoll.Epoll;

/** The combinations of event loop and transport that there are; every behaviour must be the same over all of them. */
enum Setup {
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

    HttpSender open(SenderOptions options) {
        return callerDriven ? HttpSender.createCallerDriven(options) : HttpSender.create(options);
    }
}
