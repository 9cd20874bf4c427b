package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.Privileged;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RequiresNetns;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sender with 6% of a CPU, as a small Lambda has: it stands still for most of every 100 ms. */
@RequiresNetns
@EnabledIf(value = "quotaExists", disabledReason = "needs a cgroup cpu controller")
class ThrottledTest {
    private static final int CPU_PERCENT = 6;

    /** What 6% of a CPU may add to a deadline. */
    private static final Duration THROTTLING = Duration.ofSeconds(5);

    private static Scene scene;

    static boolean quotaExists() {
        return Privileged.missingForCpuQuota().isEmpty();
    }

    @BeforeAll
    static void open() {
        scene = new Scene();
        SenderChild sender = scene.sender(Loop.DEDICATED_NIO);
        for (Loop loop : Loop.values()) { // loads what there is to load, at full speed
            if (loop.isAvailable()) {
                sender = scene.sender(loop, "SEND_DEADLINE=20");
                sender.send("warm-" + loop, ANSWERED, 100, "answer");
                sender.send("late-" + loop, ANSWERED, 100, "silent");
                sender.await("failed late-" + loop + " ANSWERED"); // written or not: this machine may be busy
            }
        }
        sender.jvm().throttle(CPU_PERCENT);
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    @ParameterizedTest
    @EnumSource
    @Proves("cpu-throttled 5%")
    void aDeadlineHoldsAndSendsSucceedOnTheirConnection(Loop loop) {
        SenderChild sender = scene.sender(loop);
        for (int i = 0; i < 5; i++) {
            String id = i + "-throttled-" + loop;
            sender.send(id, ANSWERED, 50_000, "answer");
            assertThat(sender.awaitReached(id, ANSWERED).connection()).isOne();
            scene.awaitArrival(id);
        }
        assertThat(sender.said("retired")).isEmpty();

        sender.command("timeout 500");
        String late = "late-throttled-" + loop;
        long start = System.nanoTime();
        sender.send(late, ANSWERED, 100, "silent");
        sender.awaitReached(late, WRITTEN);
        assertThat(sender.await("failed " + late + " ANSWERED"))
                .containsSubsequence("DEADLINE_EXCEEDED", "ANSWER", "FULLY_WRITTEN");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(500), Duration.ofMillis(500).plus(THROTTLING));
    }
}
