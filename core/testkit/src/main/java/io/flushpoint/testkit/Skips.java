package io.flushpoint.testkit;

import org.assertj.core.api.Assumptions;
import org.assertj.core.configuration.PreferredAssumptionException;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * An assumption that is not met skips its test. AssertJ takes the exception of TestNG for it where that is on the class path,
 * as it is for the rules of Reactive Streams, and to JUnit that is an error.
 */
public final class Skips implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Assumptions.setPreferredAssumptionException(PreferredAssumptionException.JUNIT5);
    }
}
