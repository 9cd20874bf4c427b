package io.flushpoint.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What is written to the log of what became known late. */
class TidingsLogTest {
    @Test
    void aRefusalIsOneLineWithoutHeadersOrTarget() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger("io.flushpoint.telemetry");
        Handler listening = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(listening);
        Response refusal =
                Response.of(400).body("bad\r\nWARNING: forged\u001b[2J key=sk-live-7 of /in?key=query%20k/in query k");
        try (ScriptedServer server = ScriptedServer.start(Script.answering(refusal));
                HttpSender http = HttpSender.create()) {
            TelemetrySender sender =
                    TelemetrySender.over(http, TelemetryOptions.defaults().level(DeliveryLevel.WRITTEN));
            for (int i = 1; i <= 3; i++) {
                int told = i;
                sender.send(SendRequest.post(server.uri("/in?key=query%20k"))
                                .header("Authorization", "Bearer sk-live-7")
                                .text("spans"))
                        .get(20, TimeUnit.SECONDS);
                Await.until("it is known", () -> sender.counts().refused() == told, Duration.ofSeconds(20));
            }

            assertThat(lines)
                    .containsExactly(
                            "telemetry to http://127.0.0.1:" + server.port()
                                    + ", done before its answer, was then REFUSED: status 400: bad WARNING: forged [2J key=*** of /in?key=***/in ***");
        } finally {
            logger.removeHandler(listening);
        }
    }
}
