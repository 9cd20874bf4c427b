package io.flushpoint.functional;

import io.flushpoint.TlsOptions;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

/** A trust manager that trusts everybody, and hangs over the peers of one port until it is let go. */
final class HangingVerification extends X509ExtendedTrustManager implements AutoCloseable {
    /** Longer than the sends of a test take, so that a test whose own thread is held up fails instead of hanging. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final int port;
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile boolean refusing;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    HangingVerification(int port) {
        this.port = port;
    }

    /** The options of a sender that verifies by it. */
    TlsOptions with(TlsOptions.Provider provider) throws SSLException {
        return TlsOptions.defaults()
                .withoutOurVerification(SslContextBuilder.forClient()
                        .sslProvider(provider == TlsOptions.Provider.JDK ? SslProvider.JDK : SslProvider.OPENSSL)
                        .trustManager(this)
                        .build());
    }

    int begun() {
        return begun.get();
    }

    /** How many hang now. */
    int hanging() {
        return begun.get() - ended.get();
    }

    /** Lets it go, to the opposite end. */
    void refuse() {
        refusing = true;
        release.countDown();
    }

    @Override
    public void close() {
        release.countDown();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        if (engine.getPeerPort() == port) {
            begun.incrementAndGet();
            try {
                if (!release.await(LONGEST.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new CertificateException("nobody let go");
                }
                if (refusing) {
                    throw new CertificateException("refused by this test");
                }
            } catch (InterruptedException e) {
                throw new CertificateException(e);
            } finally {
                ended.incrementAndGet();
            }
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("not over an engine");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("not over an engine");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("no client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("no client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("no client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
