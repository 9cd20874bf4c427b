package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.ChildJvm;
import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A send for which there is no direct memory fails soon and says why; those behind it and after it are served. */
class ShortOfMemoryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    @Proves(
            value = "direct-memory-cap",
            over = {Medium.EPOLL, Medium.CLEAR, Medium.HTTP_1_1})
    void sendsFailSoonWithTheCauseAndLaterOnesGoOut() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                ChildJvm child = ChildJvm.of(
                                ShortOfMemory.class, server.uri("/").toString())
                        .withProperty("io.netty.maxDirectMemory", String.valueOf(16 << 20))
                        .start()) {
            assertThat(child.await("before", PATIENCE)).isEqualTo("reached WRITTEN");
            for (int i = 0; i < 3; i++) {
                assertThat(child.await("during", PATIENCE))
                        .startsWith("failed ")
                        .contains("OutOfDirectMemoryError");
            }
            assertThat(child.await("after", PATIENCE)).isEqualTo("reached WRITTEN");
            child.await("end", PATIENCE);
        }
    }
}
