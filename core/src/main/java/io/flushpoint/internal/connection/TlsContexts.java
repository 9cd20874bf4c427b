package io.flushpoint.internal.connection;

import io.flushpoint.TlsOptions;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;
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
    private final Executor background;
    private @Nullable CompletableFuture<SslContext> context;

    /**
     * Contexts by these options.
     *
     * @throws IllegalStateException if BoringSSL is asked for and not available, naming the reason
     */
    public TlsContexts(TlsOptions options, Executor background) {
        this.options = options;
        this.background = background;
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

    /** The context; completes on a background thread, exceptionally if it cannot be made. */
    synchronized CompletableFuture<SslContext> context() {
        if (context == null) {
            SslContext callers = options.callersContext();
            context = callers != null
                    ? CompletableFuture.completedFuture(callers)
                    : CompletableFuture.supplyAsync(this::make, background);
        }
        return context;
    }

    private SslContext make() {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(provider())
                    .protocols(PROTOCOLS)
                    .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .endpointIdentificationAlgorithm(
                            "HTTPS"); // set, though it is the default, so that nothing unsets it
            List<X509Certificate> trusted = options.trusted();
            if (!trusted.isEmpty()) {
                builder.trustManager(trusted.toArray(new X509Certificate[0]));
            }
            PrivateKey key = options.clientKey();
            List<X509Certificate> chain = options.clientChain();
            if (key != null && chain != null) {
                builder.keyManager(key, chain.toArray(new X509Certificate[0]));
            }
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalStateException("TLS context: " + e.getMessage(), e);
        }
    }

    private SslProvider provider() {
        return switch (options.provider()) {
            case JDK -> SslProvider.JDK;
            case BORINGSSL -> SslProvider.OPENSSL;
            case AUTO -> OpenSsl.isAvailable() && !edwardsKey() ? SslProvider.OPENSSL : SslProvider.JDK;
        };
    }
}
