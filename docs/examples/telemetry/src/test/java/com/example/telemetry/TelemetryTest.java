package com.example.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.runtime.Context;
import com.sun.net.httpserver.HttpServer;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    /** Without a sender installed, the exporters send over one of Flushpoint's own. */
    @Test
    void aFlushIsDoneThoughTheCollectorDoesNotAnswer() throws Exception {
        Set<String> posted = new ConcurrentSkipListSet<>();
        CountDownLatch over = new CountDownLatch(1);
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newCachedThreadPool();
        collector.setExecutor(threads);
        CountDownLatch three = new CountDownLatch(3);
        collector.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            posted.add(exchange.getRequestURI().getPath());
            three.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        collector.start();
        try {
            Telemetry telemetry = new Telemetry("http://127.0.0.1:" + collector.getAddress().getPort());
            telemetry.begin(context()).end();

            telemetry.flush();

            assertTrue(three.await(10, TimeUnit.SECONDS));
            assertEquals(Set.of("/v1/logs", "/v1/metrics", "/v1/traces"), posted);
        } finally {
            over.countDown();
            collector.stop(0);
            threads.shutdownNow();
        }
    }

    private static Context context() {
        return (Context) Proxy.newProxyInstance(
                TelemetryTest.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> "request-1");
    }
}
