package io.flushpoint.documentation;

import io.flushpoint.testkit.Medium;
import java.util.List;
import java.util.Set;

/**
 * A test that proves scenarios.
 *
 * @param source of its class, from the root of the repository
 * @param method empty if it is every test of the class
 * @param needs what the machine must have, by the annotations of the test kit
 */
record Proof(String source, String method, List<String> scenarios, Set<Medium> media, List<String> needs) {
    Proof {
        scenarios = List.copyOf(scenarios);
        media = Set.copyOf(media);
        needs = List.copyOf(needs);
    }

    boolean isOf(Scenario scenario) {
        return scenarios.contains(scenario.name());
    }
}
