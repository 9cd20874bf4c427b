package io.flushpoint.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import io.flushpoint.testkit.LeakGuard;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HouseRulesTest {
    /** Delivery.await and the bounded close of a sender. */
    private static final Set<String> MAY_BLOCK =
            Set.of("Admission", "DedicatedSender", "Blocking", "DrivenSender", "LoopThread", "SenderParts");

    /** Takes every clock at hand together. */
    private static final Set<String> MAY_READ_CLOCKS = Set.of("Clocks");

    private static final JavaClasses SOURCES = HouseRules.sourcesBeside(HouseRulesTest.class);
    private static final JavaClasses TESTS = HouseRules.testsBeside(HouseRulesTest.class);

    static List<ArchRule> forSources() {
        return HouseRules.forSources();
    }

    static List<ArchRule> forTests() {
        return HouseRules.forTests();
    }

    @ParameterizedTest
    @MethodSource
    void forSources(ArchRule rule) {
        rule.check(SOURCES);
    }

    @ParameterizedTest
    @MethodSource
    void forTests(ArchRule rule) {
        rule.check(TESTS);
    }

    @Test
    void clocksAreReadInOnePlace() {
        HouseRules.readsClocksOnlyIn(MAY_READ_CLOCKS).check(SOURCES);
    }

    @Test
    void blockingHasItsFewPlaces() {
        HouseRules.blocksOnlyIn(MAY_BLOCK).check(SOURCES);
    }

    @Test
    void theRulesSawTheTestsAndTheTestkit() {
        assertThat(TESTS.contain(HouseRulesTest.class)).isTrue();
        assertThat(TESTS.containPackage("io.flushpoint.testkit")).isTrue();
    }

    @Test
    void theLeakGuardIsOnDuty() {
        assertThat(ResourceLeakDetectorFactory.instance().getClass().getEnclosingClass())
                .isEqualTo(LeakGuard.class);
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    }
}
