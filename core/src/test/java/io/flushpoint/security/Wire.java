package io.flushpoint.security;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.HttpProtocol;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.Transport;
import io.flushpoint.testkit.Medium;
import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a request travels: each version of HTTP in clear and over each TLS, over one of the transports. */
enum Wire implements Medium.Choice {
    CLEAR(Transport.NIO, null, HttpProtocol.HTTP_1_1),
    JDK(Transport.EPOLL, TlsOptions.Provider.JDK, HttpProtocol.HTTP_1_1),
    BORINGSSL(Transport.NIO, TlsOptions.Provider.BORINGSSL, HttpProtocol.HTTP_1_1),
    HTTP2_CLEAR(Transport.EPOLL, null, HttpProtocol.HTTP_2),
    HTTP2_JDK(Transport.NIO, TlsOptions.Provider.JDK, HttpProtocol.HTTP_2),
    HTTP2_BORINGSSL(Transport.EPOLL, TlsOptions.Provider.BORINGSSL, HttpProtocol.HTTP_2);

    private final Transport transport;
    private final TlsOptions.@Nullable Provider provider;
    private final HttpProtocol protocol;

    Wire(Transport transport, TlsOptions.@Nullable Provider provider, HttpProtocol protocol) {
        this.transport = transport;
        this.provider = provider;
        this.protocol = protocol;
    }

    boolean isSecure() {
        return provider != null;
    }

    boolean isHttp2() {
        return protocol == HttpProtocol.HTTP_2;
    }

    /** Skips the test where this machine has it not. */
    void assumeExists() {
        assumeTrue(transport != Transport.EPOLL || Epoll.isAvailable(), "no epoll here");
        assumeTrue(provider != TlsOptions.Provider.BORINGSSL || OpenSsl.isAvailable(), "no BoringSSL here");
    }

    /** Of a sender that speaks so, with every name on loopback. */
    SenderOptions options(TlsOptions trust) {
        SenderOptions options = SenderOptions.defaults()
                .transport(transport)
                .protocol(protocol)
                .resolver(host -> List.of(InetAddress.getLoopbackAddress()));
        return provider == null ? options : options.tls(trust.provider(provider));
    }

    @Override
    public Set<Medium> media() {
        return Set.of(
                transport == Transport.EPOLL ? Medium.EPOLL : Medium.NIO,
                provider == null ? Medium.CLEAR : provider == TlsOptions.Provider.JDK ? Medium.JDK : Medium.BORINGSSL,
                isHttp2() ? Medium.HTTP_2 : Medium.HTTP_1_1);
    }
}
