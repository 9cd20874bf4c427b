package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryReport;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WarmReportTest {
    private static final LambdaOptions OPTIONS = LambdaOptions.defaults().warmUp(Duration.ofSeconds(20));

    @Test
    void tellsWhatIsWarm() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = LambdaSender.warm(OPTIONS, server.uri("/").toString())) {
            WarmReport report = sender.warmReport();

            assertThat(report.isWarm()).as(report.toString()).isTrue();
            assertThat(report.steps())
                    .extracting(WarmReport.Step::what)
                    .containsExactly("event loop", "send path", "http://127.0.0.1:" + server.port());
            assertThat(step(report, "send path").outcome()).startsWith("48 sends");
            assertThat(report.steps())
                    .allSatisfy(step -> assertThat(step.took()).isPositive());
            assertThat(report.took()).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void handshakesAndMakesTheTlsContext(@TempDir Path directory) {
        TestPki pki = TestPki.create();
        SenderOptions trusting = SenderOptions.defaults()
                .tls(TlsOptions.defaults().trustPem(pki.authority().writeCertificatePem(directory)));
        try (ScriptedServer server = ScriptedServer.start(
                        Script.answering(200), ServerOptions.defaults().tls(pki.serverTls(pki.server("127.0.0.1"))));
                LambdaSender sender = LambdaSender.warm(
                        OPTIONS.sender(trusting), server.uri("/").toString())) {
            WarmReport report = sender.warmReport();

            assertThat(report.isWarm()).as(report.toString()).isTrue();
            assertThat(step(report, "TLS context").warm()).isTrue();
        }
    }

    @Test
    void theTlsContextIsMadeAlsoWhereTheEndpointRefuses() {
        try (LambdaSender sender = LambdaSender.warm(OPTIONS, "https://127.0.0.1:1")) {
            WarmReport report = sender.warmReport();

            assertThat(step(report, "TLS context").warm()).as(report.toString()).isTrue();
            assertThat(step(report, "https://127.0.0.1:1").warm()).isFalse();
            assertThat(step(report, "https://127.0.0.1:1").outcome()).contains("CONNECT_FAILED");
        }
    }

    @Test
    void anEndpointThatIsNotReadyInTimeIsToldAsSuch() {
        Script noHandshake = Script.answering(200).at(At.ON_ACCEPT, Effects.stall());
        try (ScriptedServer server = ScriptedServer.start(noHandshake);
                LambdaSender sender = LambdaSender.warm(
                        LambdaOptions.defaults().warmUp(Duration.ofMillis(700)),
                        "https://127.0.0.1:" + server.port())) {
            WarmReport.Step endpoint = step(sender.warmReport(), "https://127.0.0.1:" + server.port());

            assertThat(endpoint.warm()).isFalse();
            assertThat(endpoint.outcome()).contains("still connecting");
        }
    }

    @Test
    void withoutTimeNothingIsPrimedAndTheSenderWorks() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = LambdaSender.warm(
                        LambdaOptions.defaults().warmUp(Duration.ZERO),
                        server.uri("/").toString())) {
            assertThat(step(sender.warmReport(), "send path").outcome()).startsWith("0 sends");

            try (Invocation invocation = sender.begin(new FakeContext("a", Duration.ofSeconds(10)))) {
                invocation.send(sender.post("/x"));
            }

            assertThat(server.awaitRequest(Duration.ofSeconds(5)).target()).isEqualTo("/x");
        }
    }

    @Test
    void primingIsNobodysNewsAndLeavesNoThread() {
        Heard heard = new Heard();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = LambdaSender.warm(
                        OPTIONS.sender(SenderOptions.defaults().listener(heard))
                                .onReport(late -> heard.all.add("late")),
                        server.uri("/").toString())) {
            sender.begin(new FakeContext("a", Duration.ofSeconds(10))).close();

            assertThat(heard.all).containsExactly("opened http://127.0.0.1:" + server.port());
            assertThat(sender.reportCounts()).isEqualTo(new CountedReports(0, 0, 0, 0, 0));
            Await.until(() -> priming(before).isEmpty(), Duration.ofSeconds(10));
        }
    }

    private static Set<Thread> priming(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .filter(thread -> thread.getName().startsWith("flushpoint-priming"))
                .collect(Collectors.toSet());
    }

    private static WarmReport.Step step(WarmReport report, String what) {
        return report.steps().stream()
                .filter(step -> step.what().equals(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError(what + " is not in " + report));
    }

    /** Writes down what the listener of the options is told. */
    private static final class Heard implements SenderListener {
        private final List<String> all = new CopyOnWriteArrayList<>();

        @Override
        public void onSettled(SendRequest request, Receipt receipt, @Nullable SendException failure) {
            all.add("settled " + request.endpoint());
        }

        @Override
        public void onReport(SendRequest request, DeliveryReport report) {
            all.add("news " + request.endpoint());
        }

        @Override
        public void onConnectionOpened(String endpoint, long connection) {
            all.add("opened " + endpoint);
        }

        @Override
        public void onConnectionRetired(String endpoint, long connection, RetireReason reason) {
            all.add("retired " + endpoint);
        }
    }
}
