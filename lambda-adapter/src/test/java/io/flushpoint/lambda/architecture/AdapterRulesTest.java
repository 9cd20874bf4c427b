package io.flushpoint.lambda.architecture;

import io.flushpoint.HttpSender;
import io.flushpoint.testkit.ModuleRules;
import java.util.Set;

class AdapterRulesTest extends ModuleRules.OfACaller {
    /** Reads the clocks for the whole adapter, so that tests can bring their own. */
    private static final Set<String> MAY_READ_CLOCKS = Set.of("LambdaClocks");

    /**
     * The bounded wait of INIT and the hooks; and the extension's, on a thread of its own. In an invocation the adapter waits
     * through Delivery.await alone.
     */
    private static final Set<String> MAY_BLOCK = Set.of("Waits", "AfterResponse");

    AdapterRulesTest() {
        super("io.flushpoint.lambda", MAY_READ_CLOCKS, MAY_BLOCK, HttpSender.class);
    }
}
