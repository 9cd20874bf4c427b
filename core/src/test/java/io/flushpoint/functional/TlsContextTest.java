package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.TlsOptions;
import io.flushpoint.WireState;
import io.flushpoint.testkit.Identity;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** TLS contexts that cannot be made or used: told at once and with the cause, and not for ever. */
@ParameterizedClass
@MethodSource("io.flushpoint.functional.TlsCombination#pairwise")
class TlsContextTest {
    private static final TestPki PKI = TestPki.create();
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";

    /** Longer than this test waits, so that a failure at its end is none at once. */
    private static final int NEVER_MILLIS = 60_000;

    @TempDir
    private static Path directory;

    @Parameter
    private TlsCombination combination;

    @BeforeEach
    void exists() {
        combination.assumeAvailable();
    }

    @Test
    void aContextThatMakesNoEngineFailsTheHandshakeAtOnceWithItsCause() throws SSLException {
        AtomicBoolean broken = new AtomicBoolean(true);
        SslContext context =
                new DelegatingSslContext(SslContextBuilder.forClient()
                        .trustManager(PKI.authority().certificate())
                        .build()) {
                    @Override
                    protected void initEngine(SSLEngine engine) {
                        if (broken.get()) {
                            throw new IllegalStateException("no engine today");
                        }
                    }
                };
        try (ScriptedServer server = server();
                TlsSender sender = combination.start(combination
                        .options(TlsOptions.defaults().withoutOurVerification(context))
                        .handshakeDeadline(Duration.ofMillis(NEVER_MILLIS)))) {
            SendException refused = sender.refusal(to(server));

            assertThat(refused.failure()).isEqualTo(Failure.TLS_FAILED);
            assertThat(refused.phase()).isEqualTo(Phase.TLS);
            assertThat(refused.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
            assertThat(refused).hasMessageContaining("no engine today").hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aContextThatCouldNotBeMadeIsTriedAnewByTheNextSend() throws Exception {
        Path store = Files.writeString(Files.createTempFile(directory, "trust", ".jks"), "unreadable as yet");
        String before = System.getProperty(TRUST_STORE);
        System.setProperty(TRUST_STORE, store.toString());
        try (ScriptedServer server = server();
                TlsSender sender = combination.start(TlsOptions.defaults())) {
            SendException refused = sender.refusal(to(server));
            assertThat(refused.failure()).isEqualTo(Failure.TLS_FAILED);
            assertThat(refused.getCause())
                    .as("that the store could not be read")
                    .hasRootCauseInstanceOf(IOException.class);

            writeTrustStore(store);

            assertThat(sender.answer(to(server)).status()).hasValue(200);
        } finally {
            restore(before);
        }
    }

    private static void writeTrustStore(Path path) throws Exception {
        KeyStore store = KeyStore.getInstance("JKS"); // readable without a password, as the platform reads it
        store.load(null, null);
        store.setCertificateEntry("authority", PKI.authority().certificate());
        try (OutputStream out = Files.newOutputStream(path)) {
            store.store(out, Identity.PASSWORD.toCharArray());
        }
    }

    private static void restore(String before) {
        if (before == null) {
            System.clearProperty(TRUST_STORE);
        } else {
            System.setProperty(TRUST_STORE, before);
        }
    }

    private static ScriptedServer server() {
        return ScriptedServer.start(
                Script.answering(200), ServerOptions.defaults().tls(PKI.serverTls()));
    }

    private static SendRequest to(ScriptedServer server) {
        return SendRequest.get(server.uri(TestPki.HOST, "/"));
    }
}
