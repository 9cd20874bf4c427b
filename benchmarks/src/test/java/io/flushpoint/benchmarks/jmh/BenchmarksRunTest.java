package io.flushpoint.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.Roster;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One invocation as JMH makes it, in this JVM: the parameters fit together and nothing is left behind. */
class BenchmarksRunTest {
    static Stream<String> clients() {
        return Roster.load().factories().stream().map(ClientFactory::name);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void flushLatencyRuns(String client) throws Exception {
        posts(flushLatency(client, "http", "nio", "1.1"));
    }

    static Stream<String> clientsOverHttp2() {
        return Roster.load().factories().stream()
                .filter(factory -> factory.speaksHttp2(true))
                .map(ClientFactory::name);
    }

    @ParameterizedTest
    @MethodSource("clientsOverHttp2")
    void flushLatencyRunsOverHttp2(String client) throws Exception {
        posts(flushLatency(client, "https", "epoll", "2"));
    }

    @Test
    void aClientThatDoesNotSpeakHttp2IsNamed() {
        FlushLatency benchmark = flushLatency("floor", "http", "epoll", "2");

        assertThatThrownBy(benchmark::open)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("floor does not speak HTTP/2 here by http");
    }

    private static FlushLatency flushLatency(String client, String scheme, String transport, String http) {
        FlushLatency benchmark = new FlushLatency();
        benchmark.client = client;
        benchmark.scheme = scheme;
        benchmark.bodyBytes = 512;
        benchmark.level = "WRITTEN";
        benchmark.transport = transport;
        benchmark.http = http;
        return benchmark;
    }

    private static void posts(FlushLatency benchmark) throws Exception {
        benchmark.open();
        for (int i = 0; i < 3; i++) {
            benchmark.post();
            benchmark.drain();
        }
        assertThat(benchmark.received()).isEqualTo(3);
        benchmark.close();
    }

    @ParameterizedTest
    @CsvSource({
        "netty,                1,  false, 1.1",
        "netty,                32, true,  1.1",
        "flushpoint-caller,    32, false, 1.1",
        "flushpoint-caller,    32, true,  1.1",
        "flushpoint-caller,    32, true,  2",
        "flushpoint-dedicated, 32, true,  1.1",
        "flushpoint-dedicated, 32, true,  2",
        "floor,                1,  false, 1.1",
        "jdk,                  8,  false, 1.1"
    })
    void throughputRuns(String client, int inFlight, boolean pipelined, String http) throws Exception {
        Throughput benchmark = new Throughput();
        benchmark.client = client;
        benchmark.scheme = "http";
        benchmark.bodyBytes = 512;
        benchmark.level = "WRITTEN";
        benchmark.inFlight = inFlight;
        benchmark.pipelined = pipelined;
        benchmark.transport = "epoll";
        benchmark.http = http;
        benchmark.open();
        benchmark.posts();
        assertThat(benchmark.received()).isEqualTo(1_000);
        benchmark.close();
    }
}
