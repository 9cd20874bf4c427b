package io.flushpoint.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test on a machine that lacks something. The machine is asked once per run of the suite. */
abstract class MissingMeansSkipped implements ExecutionCondition {
    private final Supplier<List<String>> question;

    MissingMeansSkipped(Supplier<List<String>> question) {
        this.question = question;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Object missing = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(MissingMeansSkipped.class))
                .computeIfAbsent(getClass(), type -> question.get());
        return missing.equals(List.of())
                ? ConditionEvaluationResult.enabled("nothing is missing")
                : ConditionEvaluationResult.disabled("missing on this machine: " + missing);
    }

    /** For {@link RequiresNetns}. */
    static final class ForNetns extends MissingMeansSkipped {
        ForNetns() {
            super(() -> {
                List<String> missing = new ArrayList<>(Privileged.missingForNamespaces());
                missing.addAll(Privileged.missingForFreezer());
                return missing;
            });
        }
    }

    /** For {@link RequiresNginx}. */
    static final class ForNginx extends MissingMeansSkipped {
        ForNginx() {
            super(Privileged::missingForNginx);
        }
    }

    /** For {@link RequiresProxies}. */
    static final class ForProxies extends MissingMeansSkipped {
        ForProxies() {
            super(Privileged::missingForProxies);
        }
    }

    /** For {@link RequiresServers}. */
    static final class ForServers extends MissingMeansSkipped {
        ForServers() {
            super(Privileged::missingForServers);
        }
    }

    /** For {@link RequiresNode}. */
    static final class ForNode extends MissingMeansSkipped {
        ForNode() {
            super(Privileged::missingForNode);
        }
    }
}
