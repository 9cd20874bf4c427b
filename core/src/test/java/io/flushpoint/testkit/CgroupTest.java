package io.flushpoint.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@RequiresNetns
class CgroupTest {
    @Test
    void everyFreezerOfThisMachineStopsAProcess() throws Exception {
        for (Cgroup.Hierarchy hierarchy : Cgroup.freezers()) {
            Process process = new ProcessBuilder("cat").start();
            try (Cgroup group = Cgroup.freezer(hierarchy, process.pid());
                    BufferedReader out = process.inputReader()) {
                group.freeze();
                process.getOutputStream().write("hello\n".getBytes(UTF_8));
                process.getOutputStream().flush();
                assertThat(Await.holdsWithin(out::ready, Duration.ofMillis(200)))
                        .isFalse();

                group.thaw();
                assertThat(out.readLine()).isEqualTo("hello");
                process.destroyForcibly().waitFor();
            }
        }
    }
}
