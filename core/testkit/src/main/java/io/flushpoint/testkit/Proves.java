package io.flushpoint.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test, or every test of a class, that proves what is told in a scenario of {@code docs/reliability.md}. The page is made
 * of these annotations; its test fails where one names a scenario that the catalogue has not.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Proves {
    /** Names of scenarios. */
    String[] value();

    /**
     * What the test runs over, where that is not told by a {@link Medium.Choice} that it is parameterised with. Of a kind
     * that is named here, this counts and nothing else.
     */
    Medium[] over() default {};
}
