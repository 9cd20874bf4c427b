package io.flushpoint.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.flushpoint.AnswerExcerpt;
import io.flushpoint.Body;
import io.flushpoint.CallerDrivenSender;
import io.flushpoint.HttpSender;
import io.flushpoint.Receipt;
import io.flushpoint.testkit.HouseRules;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data flows one way: the public nouns, dispatch, the connections, and the encoding at the bottom. */
class RoomsTest {
    private static final String PUBLIC = "io.flushpoint";
    private static final String INTERNAL = "io.flushpoint.internal..";
    private static final String ENCODE = "io.flushpoint.internal.encode";
    private static final String CONNECTION = "io.flushpoint.internal.connection";
    private static final String HTTP2 = "io.flushpoint.internal.http2";
    private static final String DISPATCH = "io.flushpoint.internal.dispatch";

    /** The one public type that makes the internals: its factory methods. */
    private static final Set<String> THE_DOOR = Set.of("HttpSender");

    private final JavaClasses sources = HouseRules.sourcesBeside(RoomsTest.class);

    @ParameterizedTest
    @ValueSource(strings = {PUBLIC, ENCODE, CONNECTION, HTTP2, DISPATCH})
    void everyRoomIsFurnished(String room) {
        assertThat(sources.containPackage(room)).isTrue();
        assertThat(sources.getPackage(room).getClasses())
                .anyMatch(type -> !type.getSimpleName().equals("package-info"));
    }

    @Test
    void noRoomIsUnknownToTheseRules() {
        classes()
                .should()
                .resideInAnyPackage(PUBLIC, ENCODE, CONNECTION, HTTP2, DISPATCH)
                .because("a new package needs a place in the flow")
                .check(sources);
    }

    @Test
    void encodeKnowsNeitherConnectionNorDispatch() {
        noClasses()
                .that()
                .resideInAPackage(ENCODE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CONNECTION, HTTP2, DISPATCH)
                .check(sources);
    }

    @Test
    void connectionKnowsOfEncodeOnlyByWhatARequestIsWritten() {
        noClasses()
                .that()
                .resideInAPackage(CONNECTION)
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(HTTP2, DISPATCH)
                        .or(JavaClass.Predicates.resideInAPackage(ENCODE)
                                .and(HouseRules.notNamed(Set.of("RequestWriter")))))
                .check(sources);
    }

    @Test
    void ofHttp2OnlyTheFactoryIsKnownAndOnlyToDispatch() {
        noClasses()
                .that()
                .resideOutsideOfPackage(HTTP2)
                .should()
                .dependOnClassesThat(
                        JavaClass.Predicates.resideInAPackage(HTTP2).and(HouseRules.notNamed(Set.of("Http2Factory"))))
                .because("what lies behind it needs a library that may be missing")
                .check(sources);
    }

    @Test
    void onlyItsRoomKnowsNettysHttp2() {
        noClasses()
                .that()
                .resideOutsideOfPackage(HTTP2)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty.handler.codec.http2..")
                .check(sources);
    }

    @Test
    void onlyTheDoorLeadsFromThePublicPackageInside() {
        noClasses()
                .that()
                .resideInAPackage(PUBLIC)
                .and(HouseRules.notNamed(THE_DOOR))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(INTERNAL)
                .because("what callers see must stand without what they do not")
                .check(sources);
    }

    @Test
    void theDoorLeadsToDispatchOnly() {
        noClasses()
                .that()
                .resideInAPackage(PUBLIC)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENCODE, CONNECTION, HTTP2)
                .check(sources);
    }

    @Test
    void roomsFormNoCycle() {
        slices().matching("io.flushpoint.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(sources);
    }

    @ParameterizedTest
    @ValueSource(strings = {PUBLIC, ENCODE, CONNECTION, HTTP2, DISPATCH})
    void classesOfARoomFormNoCycle(String room) {
        slices().assignedFrom(new TopLevelClassesOf(room))
                .should()
                .beFreeOfCycles()
                .ignoreDependency(HttpSender.class, CallerDrivenSender.class) // an interface makes what implements it
                .ignoreDependency(type(Body.class), nameStartingWith("io.flushpoint.Bodies"))
                .ignoreDependency(type(Receipt.class), nameStartingWith("io.flushpoint.EmptyReceipt"))
                .ignoreDependency(type(AnswerExcerpt.class), nameStartingWith("io.flushpoint.NoAnswer"))
                .because("who is owned knows its owner by an interface of its own")
                .check(sources);
    }

    /** A slice for each top-level class of a package, with what is nested in it. */
    private record TopLevelClassesOf(String room) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getPackageName().equals(room)
                    ? SliceIdentifier.of(HouseRules.outermost(type).getSimpleName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "top-level classes of " + room;
        }
    }
}
