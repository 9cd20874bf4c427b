package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.HttpSender;
import io.flushpoint.testkit.ChildJvm;
import io.netty.util.internal.PlatformDependent;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the first sender of a process decides. Netty reads its settings once per JVM, hence JVMs of their own. */
class ColdStartTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void nettysBufferEventsAreOffWithoutAWish() {
        try (ChildJvm child = ChildJvm.of(FirstSender.class).start()) {
            assertThat(child.await("buffer events ", SOON)).isEqualTo("false");
        }
    }

    @Test
    void nettysBufferEventsAreOnWhereTheProcessWasStartedSo() {
        try (ChildJvm child = ChildJvm.of(FirstSender.class)
                .withProperty("io.netty.jfr.enabled", "true")
                .start()) {
            assertThat(child.await("buffer events ", SOON)).isEqualTo("true");
        }
    }

    /** The main class of the child. */
    static final class FirstSender {
        private FirstSender() {}

        public static void main(String[] arguments) {
            HttpSender.create().close();
            System.out.println("buffer events " + PlatformDependent.isJfrEnabled());
        }
    }
}
