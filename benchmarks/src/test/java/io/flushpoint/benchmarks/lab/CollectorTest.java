package io.flushpoint.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CollectorTest {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void recordsARequestBeforeItAnswers() throws Exception {
        try (Collector collector = collector(Duration.ofMinutes(10))) {
            CompletableFuture<HttpResponse<Void>> answer = post(collector, "a");

            Await.until("arrival", () -> collector.count("a") == 1, Duration.ofSeconds(10));

            assertThat(answer).isNotDone();
            assertThat(collector.arrived()).containsExactly("a");
        }
    }

    @Test
    void answersAfterTheThinkTime() throws Exception {
        try (Collector collector = collector(Duration.ofMillis(200))) {
            long start = System.nanoTime();

            assertThat(post(collector, "a").get(10, TimeUnit.SECONDS).statusCode())
                    .isEqualTo(200);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    void thinksAboutManyRequestsAtOnce() throws Exception {
        Duration thinkTime = Duration.ofMillis(500);
        int requests = 100;
        try (Collector collector = collector(thinkTime)) {
            long start = System.nanoTime();
            List<CompletableFuture<HttpResponse<Void>>> answers = IntStream.range(0, requests)
                    .mapToObj(i -> post(collector, "id-" + i))
                    .toList();

            for (CompletableFuture<HttpResponse<Void>> answer : answers) {
                assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(thinkTime.multipliedBy(requests / 4));
            assertThat(collector.arrived()).hasSize(requests);
        }
    }

    @Test
    void countsEachArrivalOfAnId() throws Exception {
        try (Collector collector = collector(Duration.ZERO)) {
            post(collector, "a").get(10, TimeUnit.SECONDS);
            post(collector, "a").get(10, TimeUnit.SECONDS);

            assertThat(collector.count("a")).isEqualTo(2);
            assertThat(collector.count("b")).isZero();
        }
    }

    @Test
    void findsTheFirstUuidInWhateverElseABodyIs() {
        String uuid = "0e37df36-f698-11e6-8dd4-cb9ced3df976";

        assertThat(Collector.idIn("\n\u0015faas.invocation_id\u0012&\n$" + uuid + "\u0012"))
                .isEqualTo(uuid);
        assertThat(Collector.idIn("{\"trace\":\"" + uuid + "\",\"id\":\"a\"}")).isEqualTo("a");
        assertThat(Collector.idIn("nothing")).isNull();
    }

    @Test
    void tellsTheTargetsAtWhichAnIdArrivedAndHowOftenBeyondTheFirstTime() throws Exception {
        try (Collector collector = collector(Duration.ZERO)) {
            post(collector, "/v1/traces", "a").get(10, TimeUnit.SECONDS);
            post(collector, "/v1/logs", "a").get(10, TimeUnit.SECONDS);
            post(collector, "/v1/logs", "a").get(10, TimeUnit.SECONDS);
            post(collector, "/v1/traces", "b").get(10, TimeUnit.SECONDS);

            assertThat(collector.targets()).containsExactlyInAnyOrder("/v1/traces", "/v1/logs");
            assertThat(collector.targets("b")).containsExactly("/v1/traces");
            assertThat(collector.duplicates("a")).isEqualTo(1);
            assertThat(collector.duplicates("b")).isZero();
        }
    }

    @Test
    void doesNotCountARequestThatIsNotComplete() throws Exception {
        try (Collector collector = collector(Duration.ZERO)) {
            String json = "{\"id\":\"half\"}";
            String head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + (json.length() + 1) + "\r\n\r\n";

            String answer = exchange(collector, head + json);

            assertThat(answer).isEmpty();
            assertThat(collector.arrived()).isEmpty();
        }
    }

    @Test
    void readsAChunkedBodyThatWaitsToBeAskedFor() throws Exception {
        try (Collector collector = collector(Duration.ZERO)) {
            String head = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n";

            String answer =
                    exchange(collector, head + "4\r\n{\"id\r\n9;x=y\r\n\":\"parts\"\r\n1\r\n}\r\n0\r\nT: t\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 100 ").contains("HTTP/1.1 200 ");
            assertThat(collector.arrived()).containsExactly("parts");
        }
    }

    @Test
    void refusesABodyWithoutAnId() throws Exception {
        try (Collector collector = collector(Duration.ZERO)) {
            assertThat(exchange(collector, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}"))
                    .startsWith("HTTP/1.1 400 ");
            assertThat(collector.arrived()).isEmpty();
        }
    }

    private static Collector collector(Duration thinkTime) {
        return new Collector(InetAddress.getLoopbackAddress(), thinkTime);
    }

    private CompletableFuture<HttpResponse<Void>> post(Collector collector, String id) {
        return post(collector, "/v1/counters", id);
    }

    private CompletableFuture<HttpResponse<Void>> post(Collector collector, String target, String id) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(collector.uri() + target))
                .POST(HttpRequest.BodyPublishers.ofString("{\"id\":\"" + id + "\"}"))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    }

    /** Sends bytes, ends the stream, and reads to its end. */
    private static String exchange(Collector collector, String bytes) throws IOException {
        URI uri = URI.create(collector.uri());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
