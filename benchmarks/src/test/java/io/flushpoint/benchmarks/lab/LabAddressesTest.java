package io.flushpoint.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabAddressesTest {
    @Test
    void everyPartyHasItsOwnAddress() {
        LabAddresses addresses = LabAddresses.choose(1, "");

        assertThat(addresses.lab()).isEqualTo("198.18.0.65");
        assertThat(addresses.environment(0)).isEqualTo("198.18.0.66");
        assertThat(addresses.api()).isEqualTo("198.18.0.97");
        assertThat(addresses.apiOf(LabAddresses.MAX_ENVIRONMENTS - 1)).isEqualTo("198.18.0.113");
    }

    @Test
    void aNetworkInUseIsPassedOver() {
        assertThat(LabAddresses.choose(1, "5: fplab1    inet 198.18.0.65/27 scope global fplab1")
                        .lab())
                .isEqualTo("198.18.0.129");
    }

    @Test
    void theLastNetworkIsStillWithinTheOnesForMeasurements() {
        assertThat(LabAddresses.choose(2047, "").apiOf(0)).isEqualTo("198.19.255.226");
    }
}
