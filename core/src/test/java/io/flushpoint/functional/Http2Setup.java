package io.flushpoint.functional;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.HttpProtocol;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.Medium;
import io.netty.handler.ssl.OpenSsl;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A way to speak HTTP/2: over which loop and transport, and in clear text or over TLS.
 *
 * @param provider of TLS; null in clear text
 */
record Http2Setup(Setup setup, TlsOptions.@Nullable Provider provider) implements Medium.Choice {
    static Stream<Http2Setup> all() {
        return Setup.inClear()
                .flatMap(setup -> Stream.of(
                        new Http2Setup(setup, null),
                        new Http2Setup(setup, TlsOptions.Provider.JDK),
                        new Http2Setup(setup, TlsOptions.Provider.BORINGSSL)));
    }

    /** A few of them, in which each loop, each transport and each kind of wire occurs: for tests that take long. */
    static Stream<Http2Setup> some() {
        return Stream.of(
                new Http2Setup(Setup.DEDICATED_EPOLL, null),
                new Http2Setup(Setup.DEDICATED_NIO, TlsOptions.Provider.JDK),
                new Http2Setup(Setup.CALLER_DRIVEN_EPOLL, TlsOptions.Provider.BORINGSSL),
                new Http2Setup(Setup.CALLER_DRIVEN_NIO, null));
    }

    /** A few that threads may share, in which each transport and each kind of wire occurs. */
    static Stream<Http2Setup> someDedicated() {
        return Stream.of(
                new Http2Setup(Setup.DEDICATED_EPOLL, TlsOptions.Provider.BORINGSSL),
                new Http2Setup(Setup.DEDICATED_NIO, TlsOptions.Provider.JDK),
                new Http2Setup(Setup.DEDICATED_NIO, null));
    }

    @Override
    public Set<Medium> media() {
        Medium tls = provider == TlsOptions.Provider.JDK ? Medium.JDK : Medium.BORINGSSL;
        return Set.of(setup.isEpoll() ? Medium.EPOLL : Medium.NIO, isSecure() ? tls : Medium.CLEAR, Medium.HTTP_2);
    }

    boolean isSecure() {
        return provider != null;
    }

    void assumeExists() {
        assumeTrue(setup.exists(), () -> setup + " does not exist here: the native library of epoll does not load");
        assumeTrue(
                provider != TlsOptions.Provider.BORINGSSL || OpenSsl.isAvailable(),
                () -> "no BoringSSL here: " + OpenSsl.unavailabilityCause());
    }

    SenderOptions options(SenderOptions options, TlsOptions trust) {
        SenderOptions http2 = options.protocol(HttpProtocol.HTTP_2);
        return provider == null ? http2 : http2.tls(trust.provider(provider));
    }

    @Override
    public String toString() {
        return (setup + " " + (provider == null ? "clear" : provider)).toLowerCase(Locale.ROOT);
    }
}
