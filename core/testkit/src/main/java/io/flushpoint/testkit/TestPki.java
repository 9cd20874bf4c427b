package io.flushpoint.testkit;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority made at run time, so that nothing in the repository expires, and the good and bad identities it
 * issues. All keys are P-256. Each call issues a new certificate.
 */
public final class TestPki {
    /** A host name with a dot, which clients put into SNI (the JDK leaves {@code localhost} out). It resolves nowhere. */
    public static final String HOST = "server.flushpoint.test";

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    private static final Duration VALIDITY = Duration.ofDays(2);

    private final X509Bundle authority;

    private TestPki(X509Bundle authority) {
        this.authority = authority;
    }

    /** A new authority that nobody trusts yet. */
    public static TestPki create() {
        return new TestPki(sign(valid("CN=Flushpoint Test CA").setIsCertificateAuthority(true), null));
    }

    /** The authority itself: what a client has to trust. */
    public Identity authority() {
        return new Identity(authority);
    }

    /** A server as it should be: {@link #HOST}, {@code localhost}, 127.0.0.1 and ::1. */
    public Identity server() {
        return server(HOST, "localhost", "127.0.0.1", "::1");
    }

    /** A valid server certificate for these names: what parses as an address becomes an IP name. */
    public Identity server(String... names) {
        return issue("CN=server", builder -> named(builder, names));
    }

    /** A valid certificate for {@code wrong.example}, and no address. */
    public Identity wrongHost() {
        return server("wrong.example");
    }

    /** Right names, but its validity ended an hour ago. */
    public Identity expired() {
        Instant now = Instant.now();
        return issue(
                "CN=expired",
                builder -> named(builder, HOST, "localhost", "127.0.0.1", "::1")
                        .notBefore(now.minus(VALIDITY))
                        .notAfter(now.minus(Duration.ofHours(1))));
    }

    /** Right names, but its validity begins in an hour. */
    public Identity notYetValid() {
        Instant now = Instant.now();
        return issue(
                "CN=not yet valid",
                builder -> named(builder, HOST, "localhost", "127.0.0.1", "::1")
                        .notBefore(now.plus(Duration.ofHours(1)))
                        .notAfter(now.plus(VALIDITY)));
    }

    /** Right names, signed by itself and not by the authority. */
    public Identity selfSigned() {
        CertificateBuilder builder =
                valid("CN=self-signed").setIsCertificateAuthority(true).addExtendedKeyUsageServerAuth();
        return new Identity(sign(named(builder, HOST, "localhost", "127.0.0.1", "::1"), null));
    }

    /** A client, for servers that want to know who calls. */
    public Identity client() {
        return new Identity(sign(valid("CN=client").addExtendedKeyUsageClientAuth(), authority));
    }

    /** A client whose certificate expired an hour ago. */
    public Identity expiredClient() {
        Instant now = Instant.now();
        return new Identity(sign(
                valid("CN=expired client")
                        .addExtendedKeyUsageClientAuth()
                        .notBefore(now.minus(VALIDITY))
                        .notAfter(now.minus(Duration.ofHours(1))),
                authority));
    }

    /** The server's side with {@link #server()}. */
    public ServerTls serverTls() {
        return serverTls(server());
    }

    /** The server's side: this identity, clients of this authority, TLS 1.3 and 1.2. */
    public ServerTls serverTls(Identity identity) {
        return new ServerTls(context(identity.keyManagers()), PROTOCOLS, false);
    }

    /** A client's side for plain sockets, without a client certificate: trusts this authority. */
    public SSLContext clientContext() {
        return context(new KeyManager[0]);
    }

    /** A client's side for plain sockets. */
    public SSLContext clientContext(Identity client) {
        return context(client.keyManagers());
    }

    /** The server's side from a file of {@link Identity#writeKeyStore}. */
    static ServerTls serverTls(Path keyStore) {
        try (InputStream in = Files.newInputStream(keyStore)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, Identity.PASSWORD.toCharArray());
            return new ServerTls(context(Identity.keyManagers(store), store), PROTOCOLS, false);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("could not read " + keyStore, e);
        }
    }

    private SSLContext context(KeyManager[] keys) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority.getCertificate());
            return context(keys, trusted);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(KeyManager[] keys, KeyStore trusted) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Identity issue(String subject, UnaryOperator<CertificateBuilder> details) {
        return new Identity(sign(details.apply(valid(subject).addExtendedKeyUsageServerAuth()), authority));
    }

    private static CertificateBuilder valid(String subject) {
        Instant now = Instant.now();
        return new CertificateBuilder()
                .ecp256()
                .subject(subject)
                .notBefore(now.minus(Duration.ofHours(1)))
                .notAfter(now.plus(VALIDITY));
    }

    private static CertificateBuilder named(CertificateBuilder builder, String... names) {
        for (String name : names) {
            if (name.contains(":") || name.matches("[0-9.]+")) {
                builder.addSanIpAddress(name);
            } else {
                builder.addSanDnsName(name);
            }
        }
        return builder;
    }

    private static X509Bundle sign(CertificateBuilder builder, @Nullable X509Bundle issuer) {
        try {
            return issuer == null ? builder.buildSelfSigned() : builder.buildIssuedBy(issuer);
        } catch (Exception e) {
            throw new IllegalStateException("could not make a certificate", e);
        }
    }
}
