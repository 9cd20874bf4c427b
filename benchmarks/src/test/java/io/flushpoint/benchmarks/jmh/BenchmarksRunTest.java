package io.flushpoint.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.Roster;
import java.util.stream.Stream;
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
        FlushLatency benchmark = new FlushLatency();
        benchmark.client = client;
        benchmark.scheme = "http";
        benchmark.bodyBytes = 512;
        benchmark.level = "WRITTEN";
        benchmark.transport = "nio";
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
        "netty,                1,  false",
        "netty,                32, true",
        "flushpoint-caller,    32, false",
        "flushpoint-caller,    32, true",
        "flushpoint-dedicated, 32, true",
        "floor,                1,  false",
        "jdk,                  8,  false"
    })
    void throughputRuns(String client, int inFlight, boolean pipelined) throws Exception {
        Throughput benchmark = new Throughput();
        benchmark.client = client;
        benchmark.scheme = "http";
        benchmark.bodyBytes = 512;
        benchmark.level = "WRITTEN";
        benchmark.inFlight = inFlight;
        benchmark.pipelined = pipelined;
        benchmark.transport = "epoll";
        benchmark.open();
        benchmark.posts();
        assertThat(benchmark.received()).isEqualTo(1_000);
        benchmark.close();
    }
}
