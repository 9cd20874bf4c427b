package io.flushpoint.zipkin.architecture;

import io.flushpoint.telemetry.TelemetrySender;
import io.flushpoint.testkit.ModuleRules;
import java.util.Set;

/** It waits through its sender alone. */
class ZipkinRulesTest extends ModuleRules.OfACaller {
    ZipkinRulesTest() {
        super("io.flushpoint.zipkin", Set.of(), Set.of(), TelemetrySender.class);
    }
}
