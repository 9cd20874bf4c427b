package io.flushpoint.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChildJvmTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void talksInLines() {
        try (ChildJvm child =
                ChildJvm.of(Echo.class, "hello").withProperty("a", "b").start()) {
            assertThat(child.await("started", SOON)).isEqualTo("hello b");
            child.send("one");
            assertThat(child.line(SOON)).isEqualTo("echo one");
            assertThat(child.pollLine(Duration.ofMillis(20))).isNull();
        }
    }

    @Test
    void itsEndAndItsErrorsAreInTheMessage() {
        try (ChildJvm child = ChildJvm.of(Echo.class, "hello").start()) {
            child.await("started", SOON);
            child.send("fail");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> child.await("never", SOON))
                    .withMessageContaining("ended with 1")
                    .withMessageContaining("as asked");
        }
    }

    @Test
    void isKilled() {
        try (ChildJvm child = ChildJvm.of(Echo.class, "hello").start()) {
            child.await("started", SOON);
            child.kill();
            assertThat(child.exitValue(SOON)).isEqualTo(137);
        }
    }

    /** Says back what it is told. */
    static final class Echo {
        private Echo() {}

        public static void main(String[] arguments) throws Exception {
            System.out.println("started " + arguments[0] + " " + System.getProperty("a"));
            try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.equals("fail")) {
                        throw new IllegalStateException("as asked");
                    }
                    System.out.println("echo " + line);
                }
            }
        }
    }
}
