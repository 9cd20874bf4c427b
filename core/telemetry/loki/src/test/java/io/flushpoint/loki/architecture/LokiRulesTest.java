package io.flushpoint.loki.architecture;

import io.flushpoint.telemetry.TelemetrySender;
import io.flushpoint.testkit.ModuleRules;
import java.util.Set;

/** It waits through its sender alone. */
class LokiRulesTest extends ModuleRules.OfACaller {
    LokiRulesTest() {
        super("io.flushpoint.loki", Set.of(), Set.of(), TelemetrySender.class);
    }
}
