package io.flushpoint.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.benchmarks.peers.sink.Sink;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every peer of the build against the sink's own certificate. */
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
        return Roster.load().peers().stream().map(Peer::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void postsOverTls(String name) throws Exception {
        Peer peer = Roster.load().named(name);
        long before = sink.whole();
        try (PeerClient client =
                peer.open(sink.target("https", 512), peer.hooks().get(0))) {
            Posts.complete(client);
        }
        assertThat(sink.whole() - before).isEqualTo(1);
    }
}
