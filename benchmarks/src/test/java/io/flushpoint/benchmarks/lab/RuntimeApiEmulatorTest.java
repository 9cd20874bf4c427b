package io.flushpoint.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flushpoint.testkit.Await;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RuntimeApiEmulatorTest {
    /** It blocks; the common pool may have one thread only, which the HTTP client of these tests needs. */
    private static final Executor OWN_THREAD = task -> {
        Thread thread = new Thread(task, "invocation");
        thread.setDaemon(true);
        thread.start();
    };

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final RuntimeApiEmulator emulator = new RuntimeApiEmulator(InetAddress.getLoopbackAddress());
    private final HttpClient runtime =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    void handsOutTheInvocationWithTheHeadersThatTheRuntimeClientNeeds() throws Exception {
        CompletableFuture<HttpResponse<String>> poll = get("invocation/next");
        emulator.awaitInit(LIMIT, () -> true);
        long before = System.currentTimeMillis();
        CompletableFuture<RuntimeApiEmulator.Billed> billed = invoke("id-1", "{\"n\":1}");

        HttpResponse<String> invocation = poll.get(10, TimeUnit.SECONDS);

        assertThat(invocation.statusCode()).isEqualTo(200);
        assertThat(invocation.body()).isEqualTo("{\"n\":1}");
        assertThat(header(invocation, "Content-Type")).isEqualTo("application/json");
        assertThat(header(invocation, "Lambda-Runtime-Aws-Request-Id")).isEqualTo("id-1");
        assertThat(header(invocation, "Lambda-Runtime-Invoked-Function-Arn")).startsWith("arn:aws:lambda:");
        assertThat(Long.parseLong(header(invocation, "Lambda-Runtime-Deadline-Ms")))
                .isBetween(before + LIMIT.toMillis(), System.currentTimeMillis() + LIMIT.toMillis());
        assertThat(billed).isNotDone();
    }

    @Test
    void billsFromHandingOutToTheNextPollAndNotToTheResponse() throws Exception {
        CompletableFuture<HttpResponse<String>> poll = get("invocation/next");
        emulator.awaitInit(LIMIT, () -> true);
        CompletableFuture<RuntimeApiEmulator.Billed> billed = invoke("id-1", "{}");
        poll.get(10, TimeUnit.SECONDS);
        long handedOutBefore = System.nanoTime();

        assertThat(post("invocation/id-1/response", "\"done\"")).isEqualTo(202);
        assertThat(billed).isNotDone();
        long pollsAfter = System.nanoTime();
        CompletableFuture<HttpResponse<String>> nextPoll = get("invocation/next");

        RuntimeApiEmulator.Billed result = billed.get(10, TimeUnit.SECONDS);
        assertThat(result.nanos()).isGreaterThan(pollsAfter - handedOutBefore);
        assertThat(result.error()).isNull();
        assertThat(nextPoll).isNotDone();
    }

    @Test
    void reportsTheErrorOfTheFunction() throws Exception {
        CompletableFuture<HttpResponse<String>> poll = get("invocation/next");
        emulator.awaitInit(LIMIT, () -> true);
        CompletableFuture<RuntimeApiEmulator.Billed> billed = invoke("id-1", "{}");
        poll.get(10, TimeUnit.SECONDS);

        assertThat(post("invocation/id-1/error", "{\"errorMessage\":\"no\"}")).isEqualTo(202);
        CompletableFuture<HttpResponse<String>> nextPoll = get("invocation/next");

        assertThat(billed.get(10, TimeUnit.SECONDS).error()).isEqualTo("{\"errorMessage\":\"no\"}");
        assertThat(nextPoll).isNotDone();
    }

    @Test
    void failsWhenInitReportsAnError() throws Exception {
        assertThat(post("init/error", "{\"errorMessage\":\"no class\"}")).isEqualTo(202);

        assertThatThrownBy(() -> emulator.awaitInit(LIMIT, () -> true))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("no class");
    }

    @Test
    void failsWhenTheEnvironmentDiesInsteadOfPolling() {
        assertThatThrownBy(() -> emulator.awaitInit(LIMIT, () -> false))
                .isInstanceOf(LabException.class)
                .hasMessage("the environment died");
    }

    @Test
    void failsWhenNoPollComesInTime() {
        assertThatThrownBy(() -> emulator.awaitInit(Duration.ofMillis(1), () -> true))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("INIT did not end");
    }

    @Test
    void withAnExtensionInitAndInvocationEndOnlyWhenItPollsAsWell() throws Exception {
        CompletableFuture<Void> init = inBackground(() -> {
            emulator.awaitInit(LIMIT, () -> true);
            return null;
        });
        String extension = register("INVOKE");
        CompletableFuture<HttpResponse<String>> poll = get("invocation/next");
        assertThat(Await.holdsWithin(init::isDone, Duration.ofMillis(200))).isFalse();
        CompletableFuture<HttpResponse<String>> eventPoll = nextEvent(extension);
        init.get(10, TimeUnit.SECONDS);

        CompletableFuture<RuntimeApiEmulator.Billed> billed = invoke("id-1", "{}");
        assertThat(eventPoll.get(10, TimeUnit.SECONDS).body())
                .contains("\"eventType\":\"INVOKE\"", "\"requestId\":\"id-1\"", "\"deadlineMs\":");
        poll.get(10, TimeUnit.SECONDS);
        post("invocation/id-1/response", "\"done\"");
        CompletableFuture<HttpResponse<String>> nextPoll = get("invocation/next");
        assertThat(Await.holdsWithin(billed::isDone, Duration.ofMillis(200))).isFalse();
        CompletableFuture<HttpResponse<String>> nextEventPoll = nextEvent(extension);

        RuntimeApiEmulator.Billed result = billed.get(10, TimeUnit.SECONDS);
        assertThat(result.nanos() - result.respondedNanos()).isGreaterThan(100_000_000);
        assertThat(nextPoll).isNotDone();
        assertThat(nextEventPoll).isNotDone();
    }

    @Test
    void noExtensionRegistersAfterInit() throws Exception {
        CompletableFuture<HttpResponse<String>> poll = get("invocation/next");
        emulator.awaitInit(LIMIT, () -> true);

        assertThat(registration("INVOKE").statusCode()).isEqualTo(403);
        assertThat(poll).isNotDone();
    }

    @Test
    void holdsARestoreUntilItIsRestored() throws Exception {
        CompletableFuture<HttpResponse<String>> restore = get("restore/next");
        emulator.awaitCheckpoint(LIMIT, () -> true);
        assertThat(restore).isNotDone();

        emulator.restore();

        assertThat(restore.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void handsOutInvocationsToAnyOfSeveralThreads() throws Exception {
        CompletableFuture<HttpResponse<String>> first = get("invocation/next");
        CompletableFuture<HttpResponse<String>> second = get("invocation/next");
        emulator.awaitThreads(2, LIMIT, () -> true);
        CompletableFuture<RuntimeApiEmulator.Billed> billed = inBackground(() ->
                emulator.invokeConcurrently(new RuntimeApiEmulator.Event("id-1", "{}", LIMIT), LIMIT, () -> true));

        CompletableFuture.anyOf(first, second).get(10, TimeUnit.SECONDS);
        assertThat(post("invocation/id-1/error", "no")).isEqualTo(202);

        assertThat(billed.get(10, TimeUnit.SECONDS).error()).isEqualTo("no");
        assertThat(first.isDone() && second.isDone()).isFalse();
    }

    private String register(String event) throws Exception {
        return registration(event)
                .headers()
                .firstValue("Lambda-Extension-Identifier")
                .orElseThrow();
    }

    private HttpResponse<String> registration(String event) throws Exception {
        return runtime.send(
                HttpRequest.newBuilder(extensionUri("register"))
                        .header("Lambda-Extension-Name", "test")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"events\":[\"" + event + "\"]}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private CompletableFuture<HttpResponse<String>> nextEvent(String extension) {
        return runtime.sendAsync(
                HttpRequest.newBuilder(extensionUri("event/next"))
                        .header("Lambda-Extension-Identifier", extension)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI extensionUri(String path) {
        return URI.create("http://" + emulator.authority() + "/2020-01-01/extension/" + path);
    }

    private static <T> CompletableFuture<T> inBackground(Callable<T> task) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return task.call();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                OWN_THREAD);
    }

    @Test
    void knowsNoOtherPath() throws Exception {
        assertThat(post("invocation/next/other", "")).isEqualTo(404);
    }

    private CompletableFuture<RuntimeApiEmulator.Billed> invoke(String id, String event) {
        return inBackground(() -> emulator.invoke(new RuntimeApiEmulator.Event(id, event, LIMIT), LIMIT, () -> true));
    }

    private CompletableFuture<HttpResponse<String>> get(String path) {
        return runtime.sendAsync(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private int post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return runtime.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private URI uri(String path) {
        return URI.create("http://" + emulator.authority() + "/2018-06-01/runtime/" + path);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }
}
