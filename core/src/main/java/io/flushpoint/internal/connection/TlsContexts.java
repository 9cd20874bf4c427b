package io.flushpoint.internal.connection;

import io.flushpoint.HttpProtocol;
import io.flushpoint.TlsOptions;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The sender's one TLS context, made in the background when the first secure connection wants it, since making it takes
 * longer than connecting. From any thread.
 */
public final class TlsContexts {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /** AEAD with forward secrecy only (RFC 9325 §4.2). */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final TlsOptions options;
    private final HttpProtocol protocol;
    private final Executor background;
    private final HandshakeThreads handshakes;
    private @Nullable CompletableFuture<TlsContext> context;

    /**
     * Contexts by these options, which offer that version of HTTP, made in the {@code background}; where verifying certificates may block, {@code handshakes} does it.
     *
     * @throws IllegalStateException if BoringSSL is asked for and not available, naming the reason
     */
    public TlsContexts(TlsOptions options, HttpProtocol protocol, Executor background, HandshakeThreads handshakes) {
        this.options = options;
        this.protocol = protocol;
        this.background = background;
        this.handshakes = handshakes;
        if (options.provider() == TlsOptions.Provider.BORINGSSL) {
            requireBoringSsl();
        }
    }

    private void requireBoringSsl() {
        if (!OpenSsl.isAvailable()) {
            throw new IllegalStateException(
                    "TLS provider boringssl is not available: "
                            + OpenSsl.unavailabilityCause().getMessage(),
                    OpenSsl.unavailabilityCause());
        }
        if (edwardsKey()) {
            throw new IllegalStateException("TLS provider boringssl presents no Ed25519 client certificate:"
                    + " use the JDK provider, or an EC key");
        }
    }

    private boolean edwardsKey() {
        PrivateKey key = options.clientKey();
        return key != null
                && (key.getAlgorithm().equals("EdDSA") || key.getAlgorithm().equals("Ed25519"));
    }

    /** Forgets the context, and with it the sessions that whoever was restored from the same snapshot could resume too. */
    public synchronized void renew() {
        context = null;
    }

    /**
     * The context; completes on a background thread, exceptionally if it cannot be made. That is tried anew by the next who
     * asks, since what was missing may be there then, such as a trust store.
     */
    synchronized CompletableFuture<TlsContext> context() {
        if (context == null || context.isCompletedExceptionally()) {
            context = begin();
        }
        return context;
    }

    private CompletableFuture<TlsContext> begin() {
        SslContext callers = options.callersContext();
        try {
            return callers != null
                    ? CompletableFuture.completedFuture(new TlsContext(callers, handshakes))
                    : CompletableFuture.supplyAsync(this::make, background);
        } catch (Throwable closingOrNoThread) {
            return CompletableFuture.failedFuture(closingOrNoThread);
        }
    }

    private TlsContext make() {
        try {
            boolean mayBlock = PlatformVerification.mayBlock();
            return new TlsContext(make(mayBlock), mayBlock ? handshakes : null);
        } catch (SSLException | GeneralSecurityException e) {
            throw new IllegalStateException("TLS context: " + e.getMessage(), e);
        }
    }

    private SslContext make(boolean mayBlock) throws SSLException, GeneralSecurityException {
        SslProvider provider = provider();
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(provider)
                .protocols(PROTOCOLS)
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .endpointIdentificationAlgorithm("HTTPS"); // set, though it is the default, so that nothing unsets it
        if (protocol != HttpProtocol.HTTP_1_1) { // otherwise as ever, without the extension
            builder.applicationProtocolConfig(offer());
        }
        if (mayBlock && provider == SslProvider.OPENSSL) {
            builder.option(OpenSslContextOption.USE_TASKS, true); // whatever the property of Netty's says
        }
        List<X509Certificate> trusted = options.trusted();
        if (trusted.isEmpty()) {
            builder.trustManager(platformsTrust());
        } else {
            builder.trustManager(trusted.toArray(new X509Certificate[0]));
        }
        PrivateKey key = options.clientKey();
        List<X509Certificate> chain = options.clientChain();
        if (key != null && chain != null) {
            builder.keyManager(key, chain.toArray(new X509Certificate[0]));
        }
        return builder.build();
    }

    /** HTTP/2, and unless nothing else will do HTTP/1.1 behind it. A server that knows neither goes on without (RFC 7301 §3.2). */
    private ApplicationProtocolConfig offer() {
        List<String> names = protocol == HttpProtocol.HTTP_2
                ? List.of(ApplicationProtocolNames.HTTP_2)
                : List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);
        return new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                names);
    }

    /** Made here, since the JDK's own context takes an unreadable trust store for an empty one and hides why. */
    private static TrustManagerFactory platformsTrust() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return factory;
    }

    private SslProvider provider() {
        return switch (options.provider()) {
            case JDK -> SslProvider.JDK;
            case BORINGSSL -> SslProvider.OPENSSL;
            case AUTO -> OpenSsl.isAvailable() && !edwardsKey() ? SslProvider.OPENSSL : SslProvider.JDK;
        };
    }
}
