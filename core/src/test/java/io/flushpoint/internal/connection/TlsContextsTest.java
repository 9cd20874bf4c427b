package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.HttpProtocol;
import io.flushpoint.TlsOptions;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.Security;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates are verified off the loop where that may block, and only there. */
class TlsContextsTest {
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    private final HandshakeThreads handshakes = new HandshakeThreads(threads, 1);

    /** What the JDK reads once must not be read while a test has it set. */
    @BeforeAll
    static void theJdkHasReadItsProperties() throws ClassNotFoundException {
        Class.forName("sun.security.validator.PKIXValidator");
        Class.forName("sun.security.provider.certpath.Builder");
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private boolean isOffLoop(TlsOptions options) {
        return new TlsContexts(options, HttpProtocol.HTTP_1_1, Runnable::run, handshakes)
                        .context()
                        .join()
                        .offLoop()
                != null;
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "JDK"})
    void byDefaultTheLoopVerifies(TlsOptions.Provider provider) {
        assertThat(isOffLoop(TlsOptions.defaults().provider(provider))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.sun.net.ssl.checkRevocation",
                "com.sun.security.enableCRLDP",
                "com.sun.security.enableAIAcaIssuers"
            })
    void aPropertyByWhichTheJdkAsksTheNetworkTakesItOffTheLoop(String property) {
        String before = System.getProperty(property);
        System.setProperty(property, "true");
        try {
            assertThat(isOffLoop(TlsOptions.defaults())).isTrue();
        } finally {
            if (before == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, before);
            }
        }
    }

    @Test
    void soDoesTheSecurityPropertyForOcsp() {
        String before = Security.getProperty("ocsp.enable");
        Security.setProperty("ocsp.enable", "true");
        try {
            assertThat(isOffLoop(TlsOptions.defaults())).isTrue();
        } finally {
            Security.setProperty("ocsp.enable", before == null ? "" : before); // it cannot be removed
        }
    }

    @Test
    void soDoesAProviderThatIsNotOfTheJdk() {
        Security.insertProviderAt(new BouncyCastleProvider(), 1);
        try {
            assertThat(isOffLoop(TlsOptions.defaults())).isTrue();
        } finally {
            Security.removeProvider(BouncyCastleProvider.PROVIDER_NAME);
        }
    }

    @Test
    void soDoesAContextOfTheCallers() throws Exception {
        assertThat(isOffLoop(TlsOptions.defaults()
                        .withoutOurVerification(SslContextBuilder.forClient().build())))
                .isTrue();
    }
}
