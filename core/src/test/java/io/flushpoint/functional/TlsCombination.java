package io.flushpoint.functional;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.HttpSender;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.Transport;
import io.flushpoint.testkit.Medium;
import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What performs TLS, who drives the event loop and how it reaches the kernel: the ways a sender can be made, which must not
 * differ in what they do.
 */
record TlsCombination(TlsOptions.Provider provider, boolean callerDriven, Transport transport)
        implements Medium.Choice {
    /** Every combination there is; those that this machine has not are skipped by {@link #assumeAvailable()}. */
    static Stream<TlsCombination> all() {
        return Stream.of(TlsOptions.Provider.BORINGSSL, TlsOptions.Provider.JDK)
                .flatMap(provider -> Stream.of(false, true)
                        .flatMap(callerDriven -> Stream.of(Transport.EPOLL, Transport.NIO)
                                .map(transport -> new TlsCombination(provider, callerDriven, transport))));
    }

    /** Half of them, in which every pair of choices occurs: for tests that take long. */
    static Stream<TlsCombination> pairwise() {
        return all().filter(combination -> (combination.provider == TlsOptions.Provider.JDK)
                ^ combination.callerDriven
                ^ combination.transport == Transport.EPOLL);
    }

    /** Those whose kernel tells when bytes have left. */
    static Stream<TlsCombination> overEpoll() {
        return all().filter(combination -> combination.transport == Transport.EPOLL);
    }

    /** Skips the test where this combination does not exist, saying what is missing. */
    void assumeAvailable() {
        assumeTrue(hasProvider(), () -> "no BoringSSL here: " + OpenSsl.unavailabilityCause());
        assumeTrue(hasTransport(), () -> "no epoll here: " + Epoll.unavailabilityCause());
    }

    /** Whether this machine has it: for a child JVM, in which nothing can be skipped. */
    boolean isAvailable() {
        return hasProvider() && hasTransport();
    }

    private boolean hasProvider() {
        return provider != TlsOptions.Provider.BORINGSSL || OpenSsl.isAvailable();
    }

    private boolean hasTransport() {
        return transport != Transport.EPOLL || Epoll.isAvailable();
    }

    /** As most tests run over it; others say so. */
    @Override
    public Set<Medium> media() {
        return Set.of(
                transport == Transport.EPOLL ? Medium.EPOLL : Medium.NIO,
                provider == TlsOptions.Provider.JDK ? Medium.JDK : Medium.BORINGSSL,
                Medium.HTTP_1_1);
    }

    /** The options of this combination, with every host name on loopback. */
    SenderOptions options(TlsOptions tls) {
        return SenderOptions.defaults()
                .transport(transport)
                .resolver(host -> List.of(InetAddress.getLoopbackAddress()))
                .tls(tls.callersContext() == null ? tls.provider(provider) : tls);
    }

    /** A sender of this combination. */
    TlsSender start(TlsOptions tls) {
        return start(options(tls));
    }

    /** A sender with options made by {@link #options}. */
    TlsSender start(SenderOptions options) {
        TlsSender.Events events = new TlsSender.Events();
        SenderOptions watched = options.listener(events);
        HttpSender sender = callerDriven ? HttpSender.createCallerDriven(watched) : HttpSender.create(watched);
        return new TlsSender(sender, events);
    }

    @Override
    public String toString() {
        String words = provider + (callerDriven ? " caller-driven " : " dedicated ") + transport;
        return words.toLowerCase(Locale.ROOT);
    }
}
