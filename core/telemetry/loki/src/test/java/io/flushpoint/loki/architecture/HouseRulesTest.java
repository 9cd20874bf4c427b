package io.flushpoint.loki.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import io.flushpoint.telemetry.TelemetrySender;
import io.flushpoint.testkit.HouseRules;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** This module is a caller like any other: it uses what the public packages below offer, and waits through them alone. */
class HouseRulesTest {
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
    void readsNoClock() {
        HouseRules.readsClocksOnlyIn(Set.of()).check(SOURCES);
    }

    @Test
    void waitsThroughItsSenderAlone() {
        HouseRules.blocksOnlyIn(Set.of()).check(SOURCES);
    }

    @Test
    void noCodeOfTheUsersRunsUnderALock() {
        HouseRules.noForeignCodeUnderALock(TelemetrySender.class)
                .allowEmptyShould(true)
                .check(SOURCES);
    }

    @Test
    void livesInOnePackage() {
        classes().should().resideInAPackage("io.flushpoint.loki").check(SOURCES);
    }

    @Test
    void knowsNoInternalsOfTheCore() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.flushpoint.internal..")
                .check(SOURCES);
    }

    @Test
    void theRulesSawTheTests() {
        assertThat(TESTS.contain(HouseRulesTest.class)).isTrue();
    }
}
