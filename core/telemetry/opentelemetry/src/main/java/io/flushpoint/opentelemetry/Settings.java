package io.flushpoint.opentelemetry;

import io.flushpoint.Bound;
import io.flushpoint.Proxies;
import io.flushpoint.Proxy;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * What an exporter's configuration says of connections, which is a sender's to have. Equal ones can share a sender.
 *
 * @param connectTimeout zero if there is none
 * @param context the JDK's TLS context that the exporter has made of its certificates, as it does for every https endpoint, or null
 * @param trusted whether the configuration says whom to trust
 * @param protocols versions of TLS, or null for those that the context enables
 * @param proxy the first that the configuration selects for the endpoint, asked once, or null if it is reached straight
 */
record Settings(
        Duration connectTimeout,
        @Nullable SSLContext context,
        boolean trusted,
        @Nullable List<String> protocols,
        @Nullable Proxy proxy) {
    /** What an exporter has if nobody says anything else. */
    private static final Duration USUAL_CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** @throws IllegalArgumentException if it has what cannot be honoured, naming it */
    static Settings of(HttpSenderConfig config) {
        if (config.getTimeout() == null || config.getTimeout().isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative, nor null: " + config.getTimeout());
        }
        return new Settings(
                config.getConnectTimeout(),
                config.getSslContext(),
                config.getTrustManager() != null,
                protocols(config),
                proxy(config));
    }

    private static @Nullable Proxy proxy(HttpSenderConfig config) {
        ProxyOptions options = config.getProxyOptions();
        if (options == null) {
            return null;
        }
        List<java.net.Proxy> selected = options.getProxySelector().select(config.getEndpoint());
        java.net.Proxy first = selected == null || selected.isEmpty() ? java.net.Proxy.NO_PROXY : selected.get(0);
        if (!(first.address() instanceof InetSocketAddress address)) {
            return null;
        }
        return first.type() == java.net.Proxy.Type.SOCKS
                ? Proxy.socks5(address.getHostString(), address.getPort())
                : Proxy.http(address.getHostString(), address.getPort());
    }

    private static @Nullable List<String> protocols(HttpSenderConfig config) {
        try {
            return config.getEnabledProtocols();
        } catch (NoSuchMethodError olderSdk) {
            return null;
        }
    }

    /**
     * A client certificate alone cannot be seen in the context, and is not used.
     *
     * @throws IllegalArgumentException if it has anything that a sender of the caller's has or has not, naming it
     */
    void requireNothingOfTheSenders() {
        if (trusted || protocols != null) {
            throw new IllegalArgumentException((trusted ? "certificates" : "enabledProtocols")
                    + ": TLS is that of the sender you gave; see its TlsOptions");
        }
        if (proxy != null) {
            throw new IllegalArgumentException(
                    "proxyOptions " + proxy + ": set it on the sender that you gave, by SenderOptions.proxies");
        }
        if (!connectTimeout.equals(USUAL_CONNECT_TIMEOUT)) {
            throw new IllegalArgumentException("connectTimeout " + connectTimeout
                    + ": set it on the sender that you gave, by SenderOptions.connectDeadline");
        }
    }

    SenderOptions senderOptions() {
        long longest = Bound.CONNECT_DEADLINE.max();
        Duration deadline = connectTimeout.isZero() || connectTimeout.compareTo(Duration.ofMillis(longest)) > 0
                ? Duration.ofMillis(longest)
                : connectTimeout;
        SenderOptions options = SenderOptions.defaults()
                .connectDeadline(deadline)
                .proxies(proxy == null ? Proxies.none() : Proxies.of(proxy));
        return context == null
                ? options
                : options.tls(TlsOptions.defaults().withoutOurVerification(verifying(context)));
    }

    /** The JDK's context, whose trust manager verifies the chain; that it verifies the host's name too is seen to here. */
    private SslContext verifying(SSLContext jdk) {
        SslContext plain = new JdkSslContext(
                jdk,
                true,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                ApplicationProtocolConfig.DISABLED,
                ClientAuth.NONE,
                protocols == null ? null : protocols.toArray(String[]::new),
                false);
        return new DelegatingSslContext(plain) {
            @Override
            protected void initEngine(SSLEngine engine) {
                SSLParameters parameters = engine.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                engine.setSSLParameters(parameters);
            }
        };
    }
}
