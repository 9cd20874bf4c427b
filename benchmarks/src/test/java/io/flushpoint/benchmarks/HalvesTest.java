package io.flushpoint.benchmarks;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import io.flushpoint.testkit.HouseRules;
import org.junit.jupiter.api.Test;

/** What users run, and what measures for those who doubt: neither knows the other. */
class HalvesTest {
    private static final String HERE = "io.flushpoint.benchmarks";
    private static final JavaClasses SOURCES = HouseRules.sourcesBeside(HalvesTest.class);

    private static final DescribedPredicate<JavaClass> TOOLS =
            resideInAnyPackage(HERE + ".lab..", HERE + ".probe..").as("tools");
    private static final DescribedPredicate<JavaClass> SHARED =
            resideInAnyPackage(HERE, HERE + ".figures..").as("what both halves share");
    private static final DescribedPredicate<JavaClass> MEASURING = resideInAnyPackage(HERE + "..")
            .and(DescribedPredicate.not(TOOLS))
            .and(DescribedPredicate.not(SHARED))
            .as("what measures");

    @Test
    void theToolsKnowNothingOfMeasuring() {
        noClasses().that(TOOLS).should().dependOnClassesThat(MEASURING).check(SOURCES);
    }

    @Test
    void whatMeasuresKnowsNothingOfTheTools() {
        noClasses().that(MEASURING).should().dependOnClassesThat(TOOLS).check(SOURCES);
    }

    @Test
    void figuresKnowNeither() {
        noClasses()
                .that()
                .resideInAPackage(HERE + ".figures..")
                .should()
                .dependOnClassesThat(TOOLS.or(MEASURING))
                .check(SOURCES);
    }
}
