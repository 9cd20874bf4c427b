package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModeTest {
    @ParameterizedTest
    @CsvSource({
        "on-demand, ON_DEMAND",
        "provisioned-concurrency, PROVISIONED",
        "snap-start, SNAP_START",
        "lambda-managed-instances, MANAGED",
        "something-new, ON_DEMAND"
    })
    void theTypeOfInitializationTells(String type, Mode mode) {
        assertThat(Mode.detect(Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", type))).isEqualTo(mode);
    }

    @Test
    void outsideLambdaItIsAsOnDemand() {
        assertThat(Mode.detect(Map.of())).isEqualTo(Mode.ON_DEMAND);
    }

    @Test
    void severalInvocationsAtOnceAreManagedWhateverTheTypeSays() {
        assertThat(Mode.detect(Map.of(
                        "AWS_LAMBDA_MAX_CONCURRENCY", "8",
                        "AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")))
                .isEqualTo(Mode.MANAGED);
    }

    @Test
    void onlyManagedInstancesAreNeverFrozen() {
        assertThat(Mode.values()).filteredOn(mode -> !mode.freezes()).containsExactly(Mode.MANAGED);
    }
}
