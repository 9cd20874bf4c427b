package io.flushpoint.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.AddressResolver;
import io.flushpoint.Delivery;
import io.flushpoint.HttpSender;
import io.flushpoint.SendCallback;
import io.flushpoint.SenderListener;
import io.flushpoint.testkit.LeakGuard;
import io.flushpoint.testkit.ModuleRules;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HouseRulesTest extends ModuleRules {
    /** Delivery.await and the bounded close of a sender. */
    private static final Set<String> MAY_BLOCK =
            Set.of("Admission", "DedicatedSender", "Blocking", "DrivenSender", "LoopThread", "SenderParts");

    /** Takes every clock at hand together. */
    private static final Set<String> MAY_READ_CLOCKS = Set.of("Clocks");

    private static final List<String> NO_CODE = List.of("//", "/*", "*", "import ", "package ");

    HouseRulesTest() {
        super(
                MAY_READ_CLOCKS,
                MAY_BLOCK,
                HttpSender.class,
                Delivery.class,
                SenderListener.class,
                SendCallback.class,
                AddressResolver.class);
    }

    /** Longer ones have two ideas. Comments, imports and empty lines are no code. */
    @Test
    void noFilePassesThreeHundredLinesOfCode() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(sources)
                    .hasSizeGreaterThan(100)
                    .allSatisfy(file ->
                            assertThat(linesOfCode(file)).as(file.toString()).isLessThanOrEqualTo(300));
        }
    }

    private static long linesOfCode(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && NO_CODE.stream().noneMatch(line::startsWith))
                .count();
    }

    @Test
    void theLeakGuardIsOnDuty() {
        assertThat(ResourceLeakDetectorFactory.instance().getClass().getEnclosingClass())
                .isEqualTo(LeakGuard.class);
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    }
}
