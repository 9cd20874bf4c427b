package com.example.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.amazonaws.services.lambda.runtime.Context;
import com.sun.net.httpserver.HttpServer;
import io.flushpoint.lambda.LambdaSender;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrdersTest {
    private final CompletableFuture<String> posted = new CompletableFuture<>();
    private HttpServer service;
    private LambdaSender metrics;

    @BeforeEach
    void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/v1/counters", exchange -> {
            posted.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        service.start();
        metrics = LambdaSender.warm("http://127.0.0.1:" + service.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        metrics.close();
        service.stop(0);
    }

    @Test
    void takesTheOrderAndPostsItsCounters() throws Exception {
        assertEquals("order 42 is taken", new Orders(metrics).handleRequest(order(), context()));

        assertEquals("{\"id\":\"request-1\",\"orders\":1,\"items\":3}", posted.get(10, TimeUnit.SECONDS));
    }

    @Test
    void takesTheOrderWhenTheServiceIsGone() {
        service.stop(0);

        assertEquals("order 42 is taken", new Orders(metrics).handleRequest(order(), context()));
    }

    private static Order order() {
        Order order = new Order();
        order.setOrder("42");
        order.setItems(3);
        return order;
    }

    /** What the runtime gives a handler, as far as it is asked. */
    private static Context context() {
        return (Context) Proxy.newProxyInstance(
                OrdersTest.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getAwsRequestId" -> "request-1";
                    case "getRemainingTimeInMillis" -> 10_000;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
