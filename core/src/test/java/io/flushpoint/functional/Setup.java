package io.flushpoint.functional;

import io.flushpoint.HttpSender;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.Transport;
import io.flushpoint.testkit.Medium;
import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The combinations of event loop and transport that there are, in clear, and two of them over TLS, by which each transport is
 * met with either provider; every behaviour must be the same over all of them.
 */
enum Setup implements Medium.Choice {
    DEDICATED_EPOLL(false, Transport.EPOLL, null),
    DEDICATED_NIO(false, Transport.NIO, null),
    CALLER_DRIVEN_EPOLL(true, Transport.EPOLL, null),
    CALLER_DRIVEN_NIO(true, Transport.NIO, null),
    DEDICATED_EPOLL_BORINGSSL(false, Transport.EPOLL, TlsOptions.Provider.BORINGSSL),
    CALLER_DRIVEN_NIO_JDK(true, Transport.NIO, TlsOptions.Provider.JDK);

    private final boolean callerDriven;
    private final Transport transport;
    private final TlsOptions.@Nullable Provider provider;

    Setup(boolean callerDriven, Transport transport, TlsOptions.@Nullable Provider provider) {
        this.callerDriven = callerDriven;
        this.transport = transport;
        this.provider = provider;
    }

    /** Those without TLS. */
    static Stream<Setup> inClear() {
        return Arrays.stream(values()).filter(setup -> !setup.isSecure());
    }

    boolean isSecure() {
        return provider != null;
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
        return (!isEpoll() || Epoll.isAvailable())
                && (provider != TlsOptions.Provider.BORINGSSL || OpenSsl.isAvailable());
    }

    /** As most tests run over it; others say so. */
    @Override
    public Set<Medium> media() {
        Medium tls = provider == TlsOptions.Provider.JDK ? Medium.JDK : Medium.BORINGSSL;
        return Set.of(isEpoll() ? Medium.EPOLL : Medium.NIO, isSecure() ? tls : Medium.CLEAR, Medium.HTTP_1_1);
    }

    /** The options, with this trust and the provider of this setup if it has TLS. */
    SenderOptions secured(SenderOptions options, TlsOptions trust) {
        return provider == null ? options : options.tls(trust.provider(provider));
    }

    HttpSender open(SenderOptions options) {
        return callerDriven ? HttpSender.createCallerDriven(options) : HttpSender.create(options);
    }
}
