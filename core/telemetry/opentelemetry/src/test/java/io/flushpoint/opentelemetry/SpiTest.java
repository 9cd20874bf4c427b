package io.flushpoint.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flushpoint.Bound;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.telemetry.TelemetryOptions;
import io.flushpoint.telemetry.TelemetrySender;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.ConnectionEnd;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.RelayingProxy;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each method of the SPI, by itself. */
class SpiTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpSender http = HttpSender.create();
    private final FakeConfig config = new FakeConfig();

    @AfterEach
    void close() {
        FlushpointHttpSenderProvider.uninstall();
        http.close();
    }

    @Test
    void theMessageIsWrittenBeforeSendReturns() {
        try (ScriptedServer collector = ScriptedServer.start(Script.silent())) {
            byte[] memory = {'a', 'b'};
            Told told = send(sender(collector, DeliveryLevel.WRITTEN), new FakeMessage(memory));
            memory[0] = 'x';

            assertThat(told.response().getStatusCode()).isEqualTo(202);
            assertThat(collector.awaitRequest(PATIENCE).bodyText()).isEqualTo("ab");
        }
    }

    @Test
    void aCompressorThatThrowsFailsTheSendAndNothingLeaves() {
        config.compressor = new Compressor() {
            @Override
            public String getEncoding() {
                return "zstd";
            }

            @Override
            public OutputStream compress(OutputStream out) {
                throw new UnsupportedOperationException("no zstd here");
            }
        };
        try (ScriptedServer collector = ScriptedServer.start(Script.silent())) {
            Told told = send(sender(collector, DeliveryLevel.WRITTEN), new FakeMessage("a"));

            assertThat(told.error()).hasMessage("no zstd here");
            assertThat(collector.connections()).isEmpty();
        }
    }

    @Test
    void aMessageThatCannotBeWrittenFailsTheSend() {
        try (ScriptedServer collector = ScriptedServer.start(Script.silent())) {
            Told told = send(sender(collector, DeliveryLevel.WRITTEN), new FakeMessage("a") {
                @Override
                public void writeMessage(OutputStream out) throws IOException {
                    throw new IOException("marshaler failed");
                }
            });

            assertThat(told.error()).hasMessage("marshaler failed");
        }
    }

    @Test
    void aSupplierOfHeadersThatGivesNullFailsTheSendAndIsNamed() {
        config.headers = () -> null;
        try (ScriptedServer collector = ScriptedServer.start(Script.silent())) {
            Told told = send(sender(collector, DeliveryLevel.WRITTEN), new FakeMessage("a"));

            assertThat(told.error()).hasMessageContaining("headersSupplier");
        }
    }

    @Test
    void allValuesOfAHeaderAreSent() {
        config.headers = () -> Map.of("x-part", List.of("a", "b"));
        try (ScriptedServer collector = ScriptedServer.start(Script.silent())) {
            send(sender(collector, DeliveryLevel.WRITTEN), new FakeMessage("a")).response();

            assertThat(collector.awaitRequest(PATIENCE).headers("x-part")).containsExactly("a", "b");
        }
    }

    @Test
    void callbacksRunOnTheExportersExecutor() {
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "the exporter's"));
        config.executor = executor;
        try (ScriptedServer collector = ScriptedServer.start(Script.silent())) {
            Told told = send(sender(collector, DeliveryLevel.WRITTEN), new FakeMessage("a"));
            told.response();

            assertThat(told.thread).isEqualTo("the exporter's");
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void anExecutorThatIsShutDownDoesNotSwallowTheEnd() {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        executor.shutdown();
        config.executor = executor;
        try (ScriptedServer collector = ScriptedServer.start(Script.silent())) {
            Told told = send(sender(collector, DeliveryLevel.WRITTEN), new FakeMessage("a"));

            assertThat(told.response().getStatusCode()).isEqualTo(202);
        }
    }

    @Test
    void aCallbackThatBlocksHoldsUpNobody() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        try (ScriptedServer collector = ScriptedServer.start(Script.silent())) {
            OtlpSender sender = sender(collector, DeliveryLevel.WRITTEN);
            sender.send(new FakeMessage("a"), response -> holdUp(blocked), error -> {});

            assertThat(send(sender, new FakeMessage("b")).response().getStatusCode())
                    .isEqualTo(202);
        } finally {
            blocked.countDown();
        }
    }

    @Test
    void afterShutdownASendFailsByItsCallback() {
        try (ScriptedServer collector = ScriptedServer.start(Script.silent())) {
            OtlpSender sender = sender(collector, DeliveryLevel.WRITTEN);
            assertThat(sender.shutdown().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
            assertThat(sender.shutdown().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();

            assertThat(send(sender, new FakeMessage("a")).error()).hasMessageContaining("shut down");
        }
    }

    @Test
    void shutdownWaitsForWhatIsOnItsWay() {
        try (ScriptedServer collector = ScriptedServer.start(Script.thinking(Duration.ofMillis(500), 200))) {
            OtlpSender sender = sender(collector, DeliveryLevel.ANSWERED);
            Told told = send(sender, new FakeMessage("a"));

            assertThat(sender.shutdown().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();

            assertThat(told.response().getStatusCode()).isEqualTo(200);
        }
    }

    @Test
    void shutdownGivesUpWhatWaitsForAnotherAttempt() {
        config.retry = RetryPolicy.builder()
                .setMaxAttempts(5)
                .setInitialBackoff(Duration.ofSeconds(9))
                .setMaxBackoff(Duration.ofSeconds(9))
                .build();
        config.timeout = Duration.ofSeconds(60);
        try (ScriptedServer collector = ScriptedServer.start(Script.answering(Response.of(503)))) {
            OtlpSender sender = sender(collector, DeliveryLevel.ANSWERED);
            Told told = send(sender, new FakeMessage("a"));
            collector.awaitRequest(PATIENCE);
            Await.elapse(Duration.ofMillis(100));

            assertThat(sender.shutdown().join(5, TimeUnit.SECONDS).isSuccess()).isTrue();

            assertThat(told.response().getStatusCode()).isEqualTo(503);
            assertThat(collector.requests()).hasSize(1);
        }
    }

    @Test
    void anExportGoesThroughTheProxyOfTheConfiguration() {
        try (ScriptedServer collector = ScriptedServer.start(Script.answering(200));
                RelayingProxy proxy = RelayingProxy.start()) {
            config.endpoint = collector.uri("/v1/traces");
            config.proxy = ProxyOptions.create(InetSocketAddress.createUnresolved("localhost", proxy.port()));
            OtlpSender sender = own();

            assertThat(send(sender, new FakeMessage("a")).response()).isNotNull();

            collector.awaitRequest(PATIENCE);
            assertThat(proxy.asked()).containsExactly("POST http://127.0.0.1:" + collector.port() + "/v1/traces");
            sender.shutdown().join(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aSelectorMayLeadToASocksProxyOrStraightThere() {
        config.proxy = ProxyOptions.create(selecting(new java.net.Proxy(
                java.net.Proxy.Type.SOCKS, InetSocketAddress.createUnresolved("proxy.test", 1_080))));
        assertThat(Settings.of(config).proxy()).hasToString("socks5://proxy.test:1080");

        config.proxy = ProxyOptions.create(selecting(java.net.Proxy.NO_PROXY));
        assertThat(Settings.of(config).proxy()).isNull();
    }

    private static ProxySelector selecting(java.net.Proxy proxy) {
        return new ProxySelector() {
            @Override
            public List<java.net.Proxy> select(URI uri) {
                return List.of(proxy);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Test
    void anEndpointThatIsNotHttpIsRefused() {
        config.endpoint = URI.create("ftp://collector/v1/traces");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlushpointHttpSenderProvider().createSender(config))
                .withMessageContaining("endpoint")
                .withMessageContaining("scheme");
    }

    @Test
    void whatBelongsToTheCallersSenderIsRefusedByName() {
        FlushpointHttpSenderProvider.install(written());
        config.connectTimeout = Duration.ofSeconds(3);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlushpointHttpSenderProvider().createSender(config))
                .withMessageContaining("connectTimeout")
                .withMessageContaining("PT3S");

        config.connectTimeout = Duration.ofSeconds(10);
        config.proxy = ProxyOptions.create(InetSocketAddress.createUnresolved("proxy.test", 3_128));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlushpointHttpSenderProvider().createSender(config))
                .withMessageContaining("proxyOptions")
                .withMessageContaining("http://proxy.test:3128");

        config.trust = new TrustsNobody();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlushpointHttpSenderProvider().createSender(config))
                .withMessageContaining("certificates");
    }

    @Test
    void tlsVersionsAreThoseOfTheCallersSender() {
        assumeThat(HttpSenderConfig.class.getMethods())
                .as("later SDKs have them")
                .extracting(Method::getName)
                .contains("getEnabledProtocols");
        FlushpointHttpSenderProvider.install(written());
        config.protocols = List.of("TLSv1.2");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlushpointHttpSenderProvider().createSender(config))
                .withMessageContaining("enabledProtocols");
    }

    /** The SDK gives every https endpoint a context of the JDK, whether or not anything was configured. */
    @Test
    void theExportersOfTheSdkSendToHttpsOverTheCallersSender(@TempDir Path directory) {
        TestPki pki = TestPki.create();
        SenderOptions trusting = SenderOptions.defaults()
                .tls(TlsOptions.defaults().trustPem(pki.authority().writeCertificatePem(directory)));
        try (HttpSender secure = HttpSender.create(trusting);
                ScriptedServer collector = ScriptedServer.start(
                        Script.silent(), ServerOptions.defaults().tls(pki.serverTls(pki.server("localhost"))))) {
            FlushpointHttpSenderProvider.install(TelemetrySender.over(secure));
            OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                    .setEndpoint(collector.uri("localhost", "/v1/traces").toString())
                    .build();

            assertThat(Exporters.export(exporter, "over TLS").isSuccess()).isTrue();
            assertThat(collector.awaitRequest(PATIENCE).target()).isEqualTo("/v1/traces");

            exporter.shutdown();
        }
    }

    @Test
    void aNegativeTimeoutIsRefusedByName() {
        config.timeout = Duration.ofSeconds(Long.MIN_VALUE);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlushpointHttpSenderProvider().createSender(config))
                .withMessageContaining("timeout");
    }

    @Test
    void anEncodingWithoutANameFailsTheSend() {
        config.compressor = new Compressor() {
            @Override
            public String getEncoding() {
                return "";
            }

            @Override
            public OutputStream compress(OutputStream out) {
                return out;
            }
        };
        try (ScriptedServer collector = ScriptedServer.start(Script.silent())) {
            assertThat(send(sender(collector, DeliveryLevel.WRITTEN), new FakeMessage("a"))
                            .error())
                    .hasMessageContaining("encoding");
        }
    }

    @Test
    void aNullValueOfAHeaderIsNamed() {
        config.headers = () -> Map.of("token", Arrays.asList("a", null));
        try (ScriptedServer collector = ScriptedServer.start(Script.silent())) {
            assertThat(send(sender(collector, DeliveryLevel.WRITTEN), new FakeMessage("a"))
                            .error())
                    .hasMessageContaining("token");
        }
    }

    @Test
    void aPredicateThatThrowsEndsTheSendAndShutdown() {
        config.retry = RetryPolicy.builder()
                .setRetryExceptionPredicate(failure -> {
                    throw new IllegalStateException("a mistake of the predicate's");
                })
                .build();
        config.endpoint = URI.create("http://localhost:1/v1/traces");
        FlushpointHttpSenderProvider.install(written());
        OtlpSender sender = own();

        assertThat(send(sender, new FakeMessage("a")).error()).hasMessageContaining("predicate");
        assertThat(sender.shutdown().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    }

    @Test
    void aCallbackThatThrowsIsNotCalledAgainAndDoesNotHoldUpShutdown() {
        AtomicInteger times = new AtomicInteger();
        try (ScriptedServer collector = ScriptedServer.start(Script.silent())) {
            OtlpSender sender = sender(collector, DeliveryLevel.WRITTEN);
            sender.send(
                    new FakeMessage("a"),
                    response -> {
                        times.incrementAndGet();
                        throw new AssertionError("a mistake of the callback's");
                    },
                    error -> times.incrementAndGet());
            Await.until("told", () -> times.get() > 0, PATIENCE);

            assertThat(sender.shutdown().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
            assertThat(times).hasValue(1);
        }
    }

    @Test
    void aTaskThatItsExecutorRunsAndThenRefusesRunsOnce() {
        AtomicInteger times = new AtomicInteger();
        Callbacks callbacks = new Callbacks(task -> {
            task.run();
            throw new RejectedExecutionException("too late");
        });

        callbacks.run(times::incrementAndGet);

        assertThat(Await.holdsWithin(() -> times.get() > 1, Duration.ofMillis(100)))
                .isFalse();
        assertThat(times).hasValue(1);
    }

    @Test
    void whatTheExportersExecutorRefusesRunsOnNoEventLoop() {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        executor.shutdown();
        config.executor = executor;
        try (ScriptedServer collector = ScriptedServer.start(Script.silent())) {
            Told told = send(sender(collector, DeliveryLevel.WRITTEN), new FakeMessage("a"));
            told.response();

            assertThat(told.thread).startsWith("flushpoint-otlp");
        }
    }

    /** Its attempts would be part of an invocation that may have ended, and one of them has failed there. */
    @Test
    void overASendingFunctionNothingIsTriedAgain() {
        config.retry = RetryPolicy.getDefault();
        config.endpoint = URI.create("http://localhost:1/v1/traces");
        AtomicInteger attempts = new AtomicInteger();
        FlushpointHttpSenderProvider.install(TelemetrySender.over(
                request -> {
                    attempts.incrementAndGet();
                    return http.send(request);
                },
                TelemetryOptions.defaults()));

        assertThat(send(own(), new FakeMessage("a")).error()).hasMessageContaining("CONNECT_FAILED");
        assertThat(attempts).hasValue(1);
    }

    @Test
    void aStatusThatCameWhileItWasWrittenIsToldAtAnswered() {
        Script early = Script.silent().at(At.AFTER_HEAD, Effects.respond(413), Effects.closeFin());
        try (ScriptedServer collector = ScriptedServer.start(early)) {
            Told told = send(sender(collector, DeliveryLevel.ANSWERED), new FakeMessage(new byte[8 << 20]));

            assertThat(told.response().getStatusCode()).isEqualTo(413);
        }
    }

    /** Whose service loader refuses what it finds there, by its name. */
    @Test
    void anOlderSdkFindsWhatSaysThatItIsTooOld() throws Exception {
        try (InputStream service = SpiTest.class.getResourceAsStream(
                "/META-INF/services/io.opentelemetry.exporter.internal.http.HttpSenderProvider")) {
            assertThat(service).isNotNull();
            String name = new String(service.readAllBytes(), StandardCharsets.UTF_8).strip();

            assertThat(Class.forName(name)).isEqualTo(NeedsOpenTelemetrySdk159OrNewer.class);
        }
    }

    @Test
    void aSecondSenderIsNotInstalledOverTheFirst() {
        TelemetrySender first = written();
        FlushpointHttpSenderProvider.install(first);
        FlushpointHttpSenderProvider.install(first);

        assertThatIllegalStateException()
                .isThrownBy(() -> FlushpointHttpSenderProvider.install(written()))
                .withMessageContaining("installed already");
    }

    @Test
    void theSdkFindsTheProviderAndTheSenderThatIsInstalled() {
        TelemetrySender installed = written();
        FlushpointHttpSenderProvider.install(installed);
        try (ScriptedServer collector = ScriptedServer.start(Script.silent())) {
            OtlpHttpSpanExporter exporter = Exporters.spansTo(collector).build();

            assertThat(Exporters.export(exporter, "found").isSuccess()).isTrue();
            assertThat(installed.counts().done()).isEqualTo(1);

            assertThat(exporter.shutdown().join(20, TimeUnit.SECONDS).isSuccess())
                    .isTrue();
            assertThat(installed.send(SendRequest.post(collector.uri("/")).text("still open")))
                    .succeedsWithin(PATIENCE);
        }
    }

    @Test
    void withoutOneItSendsOverOneOfItsOwnThatEndsWithTheLastExporter() {
        try (ScriptedServer collector = ScriptedServer.start(Script.answering(200))) {
            OtlpHttpSpanExporter one = Exporters.spansTo(collector).build();
            OtlpHttpSpanExporter two = Exporters.spansTo(collector).build();
            assertThat(Exporters.export(one, "one").isSuccess()).isTrue();
            assertThat(one.shutdown().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
            assertThat(Exporters.export(two, "two").isSuccess()).isTrue();
            assertThat(collector.connection(1).end()).as("one sender for both").isEqualTo(ConnectionEnd.OPEN);

            assertThat(two.shutdown().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();

            collector.connection(1).awaitEnd(PATIENCE);
        }
    }

    @Test
    void certificatesOfTheConfigurationAreTrustedAndTheHostIsStillVerified() {
        TestPki pki = TestPki.create();
        config.certificates = pki.clientContext();
        try (ScriptedServer right = ScriptedServer.start(
                        Script.answering(200), ServerOptions.defaults().tls(pki.serverTls(pki.server("localhost"))));
                ScriptedServer wrong = ScriptedServer.start(
                        Script.answering(200), ServerOptions.defaults().tls(pki.serverTls(pki.wrongHost())))) {
            config.endpoint = right.uri("localhost", "/v1/traces");
            OtlpSender toRight = own();
            config.endpoint = wrong.uri("localhost", "/v1/traces");
            OtlpSender toWrong = own();

            assertThat(send(toRight, new FakeMessage("a")).response().getStatusCode())
                    .isEqualTo(202);
            assertThat(send(toWrong, new FakeMessage("a")).error()).hasStackTraceContaining("localhost");
            assertThat(wrong.requests()).isEmpty();

            toRight.shutdown().join(20, TimeUnit.SECONDS);
            toWrong.shutdown().join(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void withoutTheConfigurationsCertificatesThoseOfThePlatformCount() {
        TestPki pki = TestPki.create();
        try (ScriptedServer server = ScriptedServer.start(
                Script.answering(200), ServerOptions.defaults().tls(pki.serverTls(pki.server("localhost"))))) {
            config.endpoint = server.uri("localhost", "/v1/traces");
            OtlpSender sender = own();

            assertThat(send(sender, new FakeMessage("a")).error()).hasStackTraceContaining("certificat");

            sender.shutdown().join(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aConnectTimeoutIsThatOfItsOwnSender() {
        config.connectTimeout = Duration.ofMillis(1_234);

        assertThat(Settings.of(config).senderOptions().bound(Bound.CONNECT_DEADLINE))
                .isEqualTo(1_234);
    }

    @Test
    void theLevelOfTheEnvironmentIsTaken() {
        assertThat(TelemetrySender.over(http, OwnSenders.options(" answered ")).level())
                .isEqualTo(DeliveryLevel.ANSWERED);
        assertThat(OwnSenders.options("")).isSameAs(OwnSenders.options(null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OwnSenders.options("delivered"))
                .withMessageContaining("FLUSHPOINT_TELEMETRY_LEVEL")
                .withMessageContaining("delivered");
    }

    /** The three signals of one function, at once and from many threads. */
    @Test
    void manySendsAtOnceEachEndOnce() {
        try (ScriptedServer collector = ScriptedServer.start(Script.answering(200))) {
            OtlpSender sender = sender(collector, DeliveryLevel.ANSWERED);
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<Told> all = IntStream.range(0, 200).mapToObj(i -> new Told()).toList();
            all.forEach(told -> threads.execute(() -> told.by(sender, new FakeMessage("a"))));
            threads.shutdown();

            assertThat(all).allMatch(told -> told.response().getStatusCode() == 200);
            assertThat(all).allMatch(told -> told.times.get() == 1);
        }
    }

    private OtlpSender sender(ScriptedServer collector, DeliveryLevel level) {
        config.endpoint = collector.uri("/v1/traces");
        FlushpointHttpSenderProvider.install(
                TelemetrySender.over(http, TelemetryOptions.defaults().level(level)));
        return (OtlpSender) new FlushpointHttpSenderProvider().createSender(config);
    }

    /** On every platform. */
    private TelemetrySender written() {
        return TelemetrySender.over(http, TelemetryOptions.defaults().level(DeliveryLevel.WRITTEN));
    }

    private OtlpSender own() {
        return (OtlpSender) new FlushpointHttpSenderProvider().createSender(config);
    }

    private static Told send(OtlpSender sender, FakeMessage message) {
        Told told = new Told();
        told.by(sender, message);
        return told;
    }

    /** Is there to be found, and never asked. */
    private static final class TrustsNobody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authentication) throws CertificateException {
            throw new CertificateException("nobody");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authentication) throws CertificateException {
            throw new CertificateException("nobody");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static void holdUp(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the callbacks of one send were told. */
    private static final class Told {
        private final CompletableFuture<HttpResponse> response = new CompletableFuture<>();
        private final CompletableFuture<Throwable> error = new CompletableFuture<>();
        private final AtomicInteger times = new AtomicInteger();
        private volatile String thread = "";

        void by(OtlpSender sender, FakeMessage message) {
            sender.send(
                    message,
                    answer -> {
                        times.incrementAndGet();
                        thread = Thread.currentThread().getName();
                        response.complete(answer);
                    },
                    failure -> {
                        times.incrementAndGet();
                        error.complete(failure);
                    });
        }

        HttpResponse response() {
            error.thenAccept(response::completeExceptionally);
            return response.orTimeout(20, TimeUnit.SECONDS).join();
        }

        Throwable error() {
            return error.orTimeout(20, TimeUnit.SECONDS).join();
        }
    }
}
