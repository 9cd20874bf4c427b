package io.flushpoint.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tests that {@link HouseRules} are kept in one module, for a class of its tests to extend: with the places that may break some. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // the module is read once
public abstract class ModuleRules {
    private final JavaClasses sources = HouseRules.sourcesBeside(getClass());
    private final JavaClasses tests = HouseRules.testsBeside(getClass());
    private final Set<String> mayReadClocks;
    private final Set<String> mayBlock;
    private final Class<?>[] foreign;

    /**
     * Of the module in which the subclass is.
     *
     * @param mayReadClocks simple names of its classes
     * @param mayBlock simple names of its classes
     * @param foreign types that users implement, or that lead to them at once
     */
    protected ModuleRules(Set<String> mayReadClocks, Set<String> mayBlock, Class<?>... foreign) {
        this.mayReadClocks = mayReadClocks;
        this.mayBlock = mayBlock;
        this.foreign = foreign.clone();
    }

    /** The module's own classes. */
    protected JavaClasses sources() {
        return sources;
    }

    @ParameterizedTest
    @MethodSource("io.flushpoint.testkit.HouseRules#forSources")
    void forSources(ArchRule rule) {
        rule.check(sources);
    }

    @ParameterizedTest
    @MethodSource("io.flushpoint.testkit.HouseRules#forTests")
    void forTests(ArchRule rule) {
        rule.check(tests);
    }

    @Test
    void clocksAreReadInTheirPlaces() {
        HouseRules.readsClocksOnlyIn(mayReadClocks).check(sources);
    }

    @Test
    void blockingHasItsFewPlaces() {
        HouseRules.blocksOnlyIn(mayBlock).check(sources);
    }

    @Test
    void noCodeOfTheUsersRunsUnderALock() {
        HouseRules.noForeignCodeUnderALock(foreign).allowEmptyShould(true).check(sources);
    }

    @Test
    void theRulesSawTheTests() {
        assertThat(tests.contain(getClass())).isTrue();
    }

    /** A module that is a caller like any other: it uses what the public packages below offer. */
    public abstract static class OfACaller extends ModuleRules {
        private final String home;

        /** {@code home} is its one package; the others as above. */
        protected OfACaller(String home, Set<String> mayReadClocks, Set<String> mayBlock, Class<?>... foreign) {
            super(mayReadClocks, mayBlock, foreign);
            this.home = home;
        }

        @Test
        void livesInOnePackage() {
            classes().should().resideInAPackage(home).check(sources());
        }

        @Test
        void knowsNoInternalsOfTheCore() {
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.flushpoint.internal..")
                    .check(sources());
        }
    }
}
