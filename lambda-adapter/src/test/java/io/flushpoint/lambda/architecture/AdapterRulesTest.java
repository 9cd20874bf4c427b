package io.flushpoint.lambda.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
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

/** The adapter is a caller like any other: it uses what the core's public package offers. */
class AdapterRulesTest {
    /**
     * The bounded wait of INIT and the hooks; and the extension's, on a thread of its own. In an invocation the adapter waits through Delivery.await alone.
     */
    private static final Set<String> MAY_BLOCK = Set.of("Waits", "AfterResponse");

    /** Reads the clocks for the whole adapter, so that tests can bring their own. */
    private static final Set<String> MAY_READ_CLOCKS = Set.of("LambdaClocks");

    private static final JavaClasses SOURCES = HouseRules.sourcesBeside(AdapterRulesTest.class);
    private static final JavaClasses TESTS = HouseRules.testsBeside(AdapterRulesTest.class);

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
    void noCodeOfTheUsersRunsUnderALock() {
        HouseRules.noForeignCodeUnderALock(HttpSender.class).check(SOURCES);
    }

    @Test
    void blockingHasItsFewPlaces() {
        HouseRules.blocksOnlyIn(MAY_BLOCK).check(SOURCES);
    }

    @Test
    void theAdapterLivesInOnePackage() {
        classes().should().resideInAPackage("io.flushpoint.lambda").check(SOURCES);
    }

    @Test
    void theAdapterKnowsNoInternalsOfTheCore() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.flushpoint.internal..")
                .check(SOURCES);
    }

    @Test
    void theRulesSawTheTests() {
        assertThat(TESTS.contain(AdapterRulesTest.class)).isTrue();
    }
}
