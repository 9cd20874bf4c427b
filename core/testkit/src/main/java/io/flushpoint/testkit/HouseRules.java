package io.flushpoint.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.ConstructorCallTarget;
import com.tngtech.archunit.core.domain.AccessTarget.ConstructorReferenceTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.logging.LoggingHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.FastThreadLocal;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Disabled;

/**
 * What no code of this house does, in whichever module. A rule looks at calls and at method references alike, and names
 * what it forbids by class literal where it can, so that a renamed class breaks the build and not the rule.
 */
public final class HouseRules {
    /** Mutable whatever they hold; an immutable {@code Map} or {@code List} in a static field is fine. */
    private static final List<Class<?>> MUTABLE = List.of(
            AtomicBoolean.class,
            AtomicInteger.class,
            AtomicLong.class,
            AtomicReference.class,
            LongAdder.class,
            java.util.AbstractMap.class,
            java.util.AbstractCollection.class,
            StringBuilder.class,
            java.util.Random.class);

    private HouseRules() {}

    /** The module's own classes: what was compiled beside the given test, and no other module's jar. */
    public static JavaClasses sourcesBeside(Class<?> test) {
        return new ClassFileImporter().importPath(testClassesOf(test).resolveSibling("classes"));
    }

    /** The module's test classes. */
    public static JavaClasses testsBeside(Class<?> test) {
        return new ClassFileImporter().importPath(testClassesOf(test));
    }

    private static Path testClassesOf(Class<?> test) {
        try {
            return Path.of(
                    test.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every rule for the code we ship, but the three that differ by module. */
    public static List<ArchRule> forSources() {
        return List.of(
                validationStaysOn(),
                noUntrustworthyOrBufferingHandler(),
                noFixedRate(),
                noThreadLocals(),
                staticFieldsAreFinal(),
                noMutableStatics(),
                noStandardStreams(),
                noLoggingButNettys());
    }

    /** Every rule for the tests and the testkit. */
    public static List<ArchRule> forTests() {
        return List.of(noSleep(), noDisabledTest());
    }

    private static ArchRule validationStaysOn() {
        return noClasses()
                .should()
                .accessTargetWhere(constructionWithAFlag(HttpObject.class)
                        .or(constructionWithAFlag(DefaultHttpHeaders.class))
                        .or(access(
                                DefaultHttpHeadersFactory.class,
                                "withValidation",
                                "withNameValidation",
                                "withValueValidation"))
                        .or(access(HttpDecoderConfig.class, "setValidateHeaders"))
                        .as("code that switches Netty's validation of request lines or headers on or off"))
                .because("validation is on unless somebody passes a flag, and off means request splitting");
    }

    private static ArchRule noUntrustworthyOrBufferingHandler() {
        return noClasses()
                .should()
                .dependOnClassesThat(assignableToAnyOf(
                        InsecureTrustManagerFactory.class,
                        LoggingHandler.class,
                        HttpObjectAggregator.class,
                        HttpContentDecompressor.class,
                        IdleStateHandler.class))
                .because("the first trusts everybody, the second logs bodies, the third and fourth let a response take"
                        + " memory, and the last fires in a burst after a thaw");
    }

    private static ArchRule noFixedRate() {
        return noClasses()
                .should()
                .accessTargetWhere(access(ScheduledExecutorService.class, "scheduleAtFixedRate"))
                .because("after a thaw it makes up for every tick the freeze swallowed, at once");
    }

    private static ArchRule noThreadLocals() {
        return noClasses()
                .should()
                .dependOnClassesThat(assignableToAnyOf(ThreadLocal.class, FastThreadLocal.class))
                .because("callers bring any thread, and state tied to one is a leak and a surprise");
    }

    private static ArchRule staticFieldsAreFinal() {
        return noFields().should().beStatic().andShould().notBeFinal().because("senders share nothing");
    }

    private static ArchRule noMutableStatics() {
        return noFields()
                .should()
                .beStatic()
                .andShould()
                .haveRawType(assignableToAnyOf(MUTABLE.toArray(new Class<?>[0])))
                .because("senders share nothing, and a final reference to something mutable is mutable state");
    }

    private static ArchRule noStandardStreams() {
        return GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.because(
                "standard output belongs to the application; in Lambda it is billed as logs");
    }

    private static ArchRule noLoggingButNettys() {
        return noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.util.logging..",
                                "org.slf4j..",
                                "org.apache.log4j..",
                                "org.apache.logging..",
                                "org.apache.commons.logging..")
                        .or(assignableToAnyOf(System.Logger.class)))
                .because("Netty's InternalLogger already goes to whatever the application logs with");
    }

    /**
     * Nothing reads a clock, but the classes named.
     *
     * @param allowed simple names of top-level classes
     */
    public static ArchRule readsClocksOnlyIn(Set<String> allowed) {
        return noClasses()
                .that(notNamed(allowed))
                .should()
                .accessTargetWhere(access(System.class, "nanoTime", "currentTimeMillis")
                        .or(access(Instant.class, "now"))
                        .or(access(Clock.class, "systemUTC", "systemDefaultZone", "system"))
                        .as("code that reads a clock"))
                .because(
                        "which clock may be trusted over a freeze is decided in one place, and simulations replace it");
    }

    /**
     * Nothing waits, but for the classes named.
     *
     * @param allowed simple names of top-level classes
     */
    public static ArchRule blocksOnlyIn(Set<String> allowed) {
        return noClasses()
                .that(notNamed(allowed))
                .should()
                .accessTargetWhere(access(Thread.class, "sleep", "join", "onSpinWait")
                        .or(access(TimeUnit.class, "sleep", "timedWait", "timedJoin"))
                        .or(access(Object.class, "wait"))
                        .or(access(Future.class, "get"))
                        .or(access(CompletableFuture.class, "join"))
                        .or(access(CountDownLatch.class, "await"))
                        .or(access(Condition.class, "await", "awaitNanos", "awaitUntil", "awaitUninterruptibly"))
                        .or(access(Semaphore.class, "acquire", "acquireUninterruptibly", "tryAcquire"))
                        .or(access(BlockingQueue.class, "take", "put"))
                        .or(access(ExecutorService.class, "awaitTermination", "invokeAll", "invokeAny", "close"))
                        .or(access(LockSupport.class, "park", "parkNanos", "parkUntil"))
                        .or(access(Process.class, "waitFor"))
                        .or(access(
                                io.netty.util.concurrent.Future.class,
                                "sync",
                                "syncUninterruptibly",
                                "await",
                                "awaitUninterruptibly"))
                        .as("a call that blocks"))
                .because("a blocked event loop stops every send on it, so waiting has its few bounded places");
    }

    /** What may be code of the user's. */
    private static final List<Class<?>> FOREIGN =
            List.of(Runnable.class, Callable.class, Consumer.class, BiConsumer.class, Function.class, Supplier.class);

    /**
     * No synchronized method calls what may be the user's code, or lead to it. Of a synchronized block it knows nothing.
     *
     * @param more types beyond the JDK's interfaces for functions: those that users implement, and those that lead to them at once
     */
    public static ArchRule noForeignCodeUnderALock(Class<?>... more) {
        DescribedPredicate<JavaClass> foreign =
                assignableToAnyOf(FOREIGN.toArray(new Class<?>[0])).or(assignableToAnyOf(more));
        return noCodeUnits()
                .that()
                .haveModifier(JavaModifier.SYNCHRONIZED)
                .should(callMethodOf(foreign))
                .because("who calls the unknown with a lock in hand can wait for somebody who waits for the lock");
    }

    private static ArchCondition<JavaCodeUnit> callMethodOf(DescribedPredicate<JavaClass> owner) {
        return new ArchCondition<>("call a method of a type " + owner.getDescription()) {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                for (JavaMethodCall call : unit.getMethodCallsFromSelf()) {
                    events.add(
                            new SimpleConditionEvent(unit, owner.test(call.getTargetOwner()), call.getDescription()));
                }
            }
        };
    }

    private static ArchRule noSleep() {
        return noClasses()
                .should()
                .accessTargetWhere(access(Thread.class, "sleep")
                        .or(access(TimeUnit.class, "sleep"))
                        .as("a sleep"))
                .because("a sleep is too short on a busy machine and too long on every other; wait for the fact");
    }

    private static ArchRule noDisabledTest() {
        return CompositeArchRule.of(noClasses().should().beAnnotatedWith(Disabled.class))
                .and(noMethods().should().beAnnotatedWith(Disabled.class))
                .because("a test that does not run is a promise nobody keeps: mend it or delete it");
    }

    /** A call of, or a method reference to, one of the methods on the type or any of its subtypes. */
    private static DescribedPredicate<JavaAccess<?>> access(Class<?> owner, String... methods) {
        Collection<String> names = Set.of(methods);
        return DescribedPredicate.describe(
                owner.getSimpleName() + "." + Arrays.toString(methods),
                access -> access.getTarget() instanceof CodeUnitAccessTarget
                        && names.contains(access.getTarget().getName())
                        && access.getTargetOwner().isAssignableTo(owner));
    }

    /** A constructor of the type that takes a flag: in Netty's messages and headers, every flag is about validation. */
    private static DescribedPredicate<JavaAccess<?>> constructionWithAFlag(Class<?> type) {
        return DescribedPredicate.describe(
                "new " + type.getSimpleName() + "(.., boolean, ..)",
                access -> isConstructor(access)
                        && access.getTargetOwner().isAssignableTo(type)
                        && access.getTargetOwner().getPackageName().startsWith("io.netty.")
                        && ((CodeUnitAccessTarget) access.getTarget())
                                .getRawParameterTypes().stream()
                                        .anyMatch(parameter -> parameter.isEquivalentTo(boolean.class)));
    }

    private static boolean isConstructor(JavaAccess<?> access) {
        return access.getTarget() instanceof ConstructorCallTarget
                || access.getTarget() instanceof ConstructorReferenceTarget;
    }

    private static DescribedPredicate<JavaClass> assignableToAnyOf(Class<?>... types) {
        DescribedPredicate<JavaClass> any = DescribedPredicate.alwaysFalse();
        for (Class<?> type : types) {
            any = any.or(assignableTo(type));
        }
        return any.as(
                "any of %s",
                Arrays.toString(Arrays.stream(types).map(Class::getSimpleName).toArray()));
    }

    /** Neither a class of that simple name nor anything nested in one. */
    public static DescribedPredicate<JavaClass> notNamed(Set<String> names) {
        return DescribedPredicate.describe(
                "not in " + names, type -> !names.contains(outermost(type).getSimpleName()));
    }

    /** The top-level class in which it is nested, or itself. */
    public static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(HouseRules::outermost).orElse(type);
    }
}
