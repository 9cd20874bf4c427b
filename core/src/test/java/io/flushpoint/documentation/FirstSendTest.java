package io.flushpoint.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FirstSendTest {
    private static final Pattern SHOWN = Pattern.compile("(?ms)^<!-- printed:first-send -->\\n```\\n(.*?)^```$");

    private final ExecutorService threads = Executors.newFixedThreadPool(3);
    private final CountDownLatch taken = new CountDownLatch(3);
    private HttpServer service;

    /** Answers nothing before it has all three requests: a client that waits for an answer gets no further. */
    @BeforeEach
    void start() throws Exception {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.setExecutor(threads);
        service.createContext("/v1/counters", exchange -> {
            exchange.getRequestBody().readAllBytes();
            taken.countDown();
            await();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        service.start();
    }

    private void await() {
        try {
            taken.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        service.stop(0);
    }

    @Test
    void itPrintsWhatTheReadmeShows() throws Exception {
        Matcher shown = SHOWN.matcher(Pages.text("README.md"));
        assertThat(shown.find()).isTrue();

        assertThat(withoutTimes(printed())).containsExactlyInAnyOrderElementsOf(withoutTimes(shown.group(1)));
    }

    private String printed() throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            FirstSend.run(URI.create("http://127.0.0.1:" + service.getAddress().getPort() + "/v1/counters"));
        } finally {
            System.setOut(console);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** The port has as many digits as it happens to have, so the number of bytes is left out as well. */
    private static List<String> withoutTimes(String text) {
        return text.lines()
                .map(line -> line.replaceAll("\\d+ (ms|bytes)", "N $1"))
                .toList();
    }
}
