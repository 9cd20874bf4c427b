package io.flushpoint.opentelemetry.architecture;

import io.flushpoint.HttpSender;
import io.flushpoint.testkit.ModuleRules;
import java.util.Set;

/** It never waits. */
class OpenTelemetryRulesTest extends ModuleRules.OfACaller {
    OpenTelemetryRulesTest() {
        super("io.flushpoint.opentelemetry", Set.of("OtlpExport"), Set.of(), HttpSender.class);
    }
}
