package io.flushpoint.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Lambda's side of the Extensions API for one extension: hands out the events that the test gives it. */
final class FakeExtensionsApi implements AutoCloseable {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final AtomicInteger polls = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final List<String> exits = new CopyOnWriteArrayList<>();
    private volatile boolean failing;
    private volatile String registered = "";
    private volatile String name = "";

    FakeExtensionsApi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/2020-01-01/extension/register", this::register);
        server.createContext("/2020-01-01/extension/event/next", this::next);
        server.createContext("/2020-01-01/extension/exit/error", this::exit);
        server.setExecutor(threads);
        server.start();
    }

    String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** The body with which the extension registered. */
    String registered() {
        return registered;
    }

    /** The name under which it did. */
    String name() {
        return name;
    }

    /** How often it has asked for an event: once more than it has done with. */
    int polls() {
        return polls.get();
    }

    void invoke(String id, long deadlineMillis) {
        events.add("{\"eventType\":\"INVOKE\",\"deadlineMs\":" + deadlineMillis + ",\"requestId\":\"" + id
                + "\",\"invokedFunctionArn\":\"arn\"}");
    }

    /** One poll of the extension is answered with an error. */
    void fail() {
        events.add("");
    }

    /** Every poll from now on is answered with an error. */
    void failAlways() {
        failing = true;
        fail(); // the one that is waiting
    }

    /** The errors with which the extension said that it ends. */
    List<String> exits() {
        return List.copyOf(exits);
    }

    private void register(HttpExchange exchange) throws IOException {
        registered = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        name = exchange.getRequestHeaders().getFirst("Lambda-Extension-Name");
        exchange.getResponseHeaders().add("Lambda-Extension-Identifier", "identifier");
        answer(exchange, 200, "{}");
    }

    private void next(HttpExchange exchange) throws IOException {
        boolean known = "identifier".equals(exchange.getRequestHeaders().getFirst("Lambda-Extension-Identifier"));
        polls.incrementAndGet();
        try {
            String event = failing && events.isEmpty() ? "" : events.take();
            answer(exchange, known && !event.isEmpty() ? 200 : 503, event.isEmpty() ? "{}" : event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.close();
        }
    }

    private void exit(HttpExchange exchange) throws IOException {
        exits.add(exchange.getRequestHeaders().getFirst("Lambda-Extension-Function-Error-Type"));
        answer(exchange, 202, "{}");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
