package io.flushpoint.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** Skips the test, saying what is missing, where there can be no {@link Namespaces} or no frozen {@link ChildJvm}. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("nemesis")
@ExtendWith(MissingMeansSkipped.ForNetns.class)
public @interface RequiresNetns {}
