package io.flushpoint;

import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whom a sender trusts over TLS, and as whom it presents itself. Immutable; each method returns a changed copy.
 *
 * <p>Whatever is set here, the versions are TLS 1.3 and 1.2, the ciphers are AEAD with forward secrecy, and the host
 * name is verified: there is no switch to turn that off, and no {@code TrustManager} is taken. Files and key stores are
 * read and checked when they are set; what is wrong with them is an {@link IllegalArgumentException} that names the
 * source and the reason. A file that changes later is read again only when it is set again.
 */
public final class TlsOptions {
    private static final TlsOptions DEFAULTS = new TlsOptions(List.of(), null, Provider.AUTO, null);

    /** What performs TLS. */
    public enum Provider {
        /** {@link #BORINGSSL} where its native library is on the class path and loads, otherwise {@link #JDK}. */
        AUTO,
        /** BoringSSL by netty-tcnative; a sender is not made where it does not load. */
        BORINGSSL,
        /** The provider of the platform. */
        JDK
    }

    private final List<X509Certificate> trusted;
    private final @Nullable Credentials client;
    private final Provider provider;
    private final @Nullable SslContext callersContext;

    private TlsOptions(
            List<X509Certificate> trusted,
            @Nullable Credentials client,
            Provider provider,
            @Nullable SslContext callersContext) {
        this.trusted = trusted;
        this.client = client;
        this.provider = Objects.requireNonNull(provider, "provider");
        this.callersContext = callersContext;
        if (callersContext != null && !(trusted.isEmpty() && client == null && provider == Provider.AUTO)) {
            throw new IllegalArgumentException(
                    "withoutOurVerification stands alone: trust, client certificate and provider are the SslContext's"
                            + " own");
        }
    }

    /** The authorities of the platform, no client certificate, {@link Provider#AUTO}. */
    public static TlsOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Trusts the certificates of a PEM file (RFC 7468), and no others: not those of the platform, nor those of an
     * earlier call. A file of at most 4 MiB.
     *
     * @throws IllegalArgumentException if the file cannot be read, is not PEM, holds no certificate or a damaged one,
     *     or none that is valid now
     */
    public TlsOptions trustPem(Path certificates) {
        Objects.requireNonNull(certificates, "certificates");
        return new TlsOptions(Credentials.trusted(certificates), client, provider, callersContext);
    }

    /**
     * Trusts the certificates among the trusted entries of a key store, and no others. Certificates that belong to a
     * key entry do not count.
     *
     * @param store loaded
     * @throws IllegalArgumentException if it is not loaded, or holds no trusted X.509 certificate that is valid now
     */
    public TlsOptions trust(KeyStore store) {
        Objects.requireNonNull(store, "store");
        return new TlsOptions(Credentials.trusted(store), client, provider, callersContext);
    }

    /**
     * Presents a client certificate from PEM files, which may be one file. The key is RSA, EC on P-256, P-384 or
     * P-521, or Ed25519, in PKCS#8 form and not encrypted.
     *
     * @param certificateChain the client's certificate first, then those that lead to the authority
     * @throws IllegalArgumentException if a file cannot be read, is not PEM, holds no certificate or not exactly one
     *     such key; if the client's certificate is not valid now; or if the key does not belong to it
     */
    public TlsOptions clientPem(Path certificateChain, Path privateKey) {
        Objects.requireNonNull(certificateChain, "certificateChain");
        Objects.requireNonNull(privateKey, "privateKey");
        return new TlsOptions(trusted, Credentials.client(certificateChain, privateKey), provider, callersContext);
    }

    /**
     * Presents a client certificate from a key store that has exactly one key entry, of the same kinds.
     *
     * @param store loaded
     * @param password of the key entry; neither kept nor cleared
     * @throws IllegalArgumentException if it is not loaded or has not exactly one key entry, if the password does not
     *     open it, if the certificate is not valid now, or if the key does not belong to it
     */
    public TlsOptions client(KeyStore store, char[] password) {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(password, "password");
        return new TlsOptions(trusted, Credentials.client(store, password), provider, callersContext);
    }

    /** Chooses what performs TLS. {@link Provider#AUTO} by default. */
    public TlsOptions provider(Provider provider) {
        return new TlsOptions(trusted, client, provider, callersContext);
    }

    /**
     * Uses a context as it is. Versions, ciphers, trust and <em>host name verification</em> are then whatever the
     * context says, and no promise of this class holds. It stands alone: with anything else set here it is refused.
     * Its trust manager may block; it is called on threads of its own, several at a time ({@link Bound#HANDSHAKE_THREADS}).
     *
     * @param context for clients; not closed by the sender
     * @throws IllegalArgumentException if the context is for servers, or something else is set
     */
    public TlsOptions withoutOurVerification(SslContext context) {
        if (Objects.requireNonNull(context, "context").isServer()) {
            throw new IllegalArgumentException("context is for servers");
        }
        return new TlsOptions(trusted, client, provider, context);
    }

    /** The trusted certificates; empty for those of the platform. */
    public List<X509Certificate> trusted() {
        return trusted;
    }

    /** The private key of the client, if one was set. */
    public @Nullable PrivateKey clientKey() {
        return client == null ? null : client.key();
    }

    /** The certificates of the client, its own first, if they were set. */
    public @Nullable List<X509Certificate> clientChain() {
        return client == null ? null : client.chain();
    }

    /** What performs TLS. */
    public Provider provider() {
        return provider;
    }

    /** The context of {@link #withoutOurVerification(SslContext)}, if one was set. */
    public @Nullable SslContext callersContext() {
        return callersContext;
    }

    /** Names what is set: counts of certificates, no names and no key. */
    @Override
    public String toString() {
        List<String> set = new ArrayList<>();
        if (!trusted.isEmpty()) {
            set.add("trusted certificates=" + trusted.size());
        }
        if (client != null) {
            set.add(client.toString());
        }
        if (provider != Provider.AUTO) {
            set.add("provider=" + provider);
        }
        if (callersContext != null) {
            set.add("without our verification");
        }
        return "TlsOptions" + set;
    }
}
