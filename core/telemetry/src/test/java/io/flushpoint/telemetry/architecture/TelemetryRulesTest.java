package io.flushpoint.telemetry.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import io.flushpoint.HttpSender;
import io.flushpoint.testkit.HouseRules;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A caller like any other: it uses what the core's public package offers. */
class TelemetryRulesTest {
    private static final Set<String> MAY_READ_CLOCKS = Set.of("TelemetrySender", "TelemetryDelivery");

    /** For libraries whose own threads wait. */
    private static final Set<String> MAY_BLOCK = Set.of("TelemetrySender");

    private static final JavaClasses SOURCES = HouseRules.sourcesBeside(TelemetryRulesTest.class);
    private static final JavaClasses TESTS = HouseRules.testsBeside(TelemetryRulesTest.class);

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
    void clocksHaveTheirFewPlaces() {
        HouseRules.readsClocksOnlyIn(MAY_READ_CLOCKS).check(SOURCES);
    }

    @Test
    void noCodeOfTheUsersRunsUnderALock() {
        HouseRules.noForeignCodeUnderALock(HttpSender.class).check(SOURCES);
    }

    @Test
    void blockingHasItsOnePlace() {
        HouseRules.blocksOnlyIn(MAY_BLOCK).check(SOURCES);
    }

    @Test
    void itKnowsNoInternalsOfTheCore() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.flushpoint.internal..")
                .check(SOURCES);
    }

    @Test
    void theRulesSawTheTests() {
        assertThat(TESTS.contain(TelemetryRulesTest.class)).isTrue();
    }
}
