package io.flushpoint.micrometer.architecture;

import io.flushpoint.telemetry.TelemetrySender;
import io.flushpoint.testkit.ModuleRules;
import java.util.Set;

/** It waits through its sender alone. */
class MicrometerRulesTest extends ModuleRules.OfACaller {
    MicrometerRulesTest() {
        super("io.flushpoint.micrometer", Set.of(), Set.of(), TelemetrySender.class);
    }
}
