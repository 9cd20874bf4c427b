package io.flushpoint.telemetry.architecture;

import io.flushpoint.HttpSender;
import io.flushpoint.testkit.ModuleRules;
import java.util.Set;

/** It waits for libraries whose own threads do. */
class TelemetryRulesTest extends ModuleRules.OfACaller {
    TelemetryRulesTest() {
        super(
                "io.flushpoint.telemetry",
                Set.of("TelemetrySender", "TelemetryDelivery"),
                Set.of("TelemetrySender"),
                HttpSender.class);
    }
}
