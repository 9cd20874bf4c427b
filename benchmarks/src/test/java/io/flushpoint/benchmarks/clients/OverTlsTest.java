package io.flushpoint.benchmarks.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.benchmarks.clients.sink.Sink;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every client of the build against the sink's own certificate. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OverTlsTest {
    private Sink sink;

    @BeforeAll
    void start() throws Exception {
        sink = Sink.start();
    }

    @AfterAll
    void end() {
        sink.close();
    }

    static Stream<String> names() {
        return Roster.load().factories().stream().map(ClientFactory::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void postsOverTls(String name) throws Exception {
        ClientFactory factory = Roster.load().named(name);
        long before = sink.whole();
        try (OpenClient client =
                factory.open(sink.target("https", 512), factory.hooks().get(0))) {
            Posts.complete(client);
        }
        assertThat(sink.whole() - before).isEqualTo(1);
    }
}
