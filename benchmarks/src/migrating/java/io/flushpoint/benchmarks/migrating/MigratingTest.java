package io.flushpoint.benchmarks.migrating;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page shows of each client sends the same request, and what its tables name is there. */
class MigratingTest {
    private static final Path PAGE =
            Path.of("").toAbsolutePath().resolveSibling("docs").resolve("migrating.md");

    /** A method as a table names it, with its class: {@code OkHttpClient.Builder.callTimeout}. */
    private static final Pattern METHOD = Pattern.compile("`((?:[A-Z]\\w+\\.)+)([a-z]\\w+)`");

    private static final List<String> PACKAGES = List.of(
            "io.flushpoint.",
            "java.net.http.",
            "okhttp3.",
            "io.vertx.core.http.",
            "io.vertx.ext.web.client.",
            "org.apache.hc.client5.http.config.",
            "org.apache.hc.client5.http.impl.async.",
            "org.apache.hc.client5.http.impl.nio.",
            "org.apache.hc.client5.http.ssl.");

    private final CompletableFuture<String> taken = new CompletableFuture<>();
    private HttpServer service;

    static Stream<Migration> migrations() {
        return Stream.of(
                new WithFlushpoint(),
                new WithFlushpointSent(),
                new WithJdk(),
                new WithJdkRequest(),
                new WithOkHttp(),
                new WithApache(),
                new WithVertx());
    }

    @BeforeEach
    void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/v1/counters", exchange -> {
            taken.complete(said(exchange));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        service.start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    @ParameterizedTest
    @MethodSource("migrations")
    void theSameRequestArrivesFromEachClient(Migration migration) throws Exception {
        migration.post(
                "http://127.0.0.1:" + service.getAddress().getPort() + "/v1/counters", "Bearer t", "{\"orders\":1}");

        assertThat(taken.get(20, TimeUnit.SECONDS)).isEqualTo("POST Bearer t application/json {\"orders\":1}");
        assertThat(migration.logged().get(20, TimeUnit.SECONDS)).isIn("[status, 200]", "[written]", "[sent]");
    }

    private static String said(HttpExchange exchange) throws IOException {
        return String.join(
                " ",
                exchange.getRequestMethod(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                exchange.getRequestHeaders().getFirst("Content-Type").replaceAll(";.*", ""),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void everyMethodNamedOnThePageExists() throws IOException {
        List<MatchResult> named =
                METHOD.matcher(Files.readString(PAGE)).results().toList();
        assertThat(named).hasSizeGreaterThan(20).allSatisfy(method -> assertThat(methods(method.group(1)))
                .as(method.group())
                .contains(method.group(2)));
    }

    /** The names of the public methods of a class of one of the packages. */
    private static List<String> methods(String dotted) {
        String name = dotted.substring(0, dotted.length() - 1).replace('.', '$');
        return PACKAGES.stream()
                .flatMap(each -> load(each + name))
                .flatMap(each -> Arrays.stream(each.getMethods()))
                .map(each -> each.getName())
                .toList();
    }

    private static Stream<Class<?>> load(String name) {
        try {
            return Stream.of(Class.forName(name, false, MigratingTest.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            return Stream.empty();
        }
    }
}
