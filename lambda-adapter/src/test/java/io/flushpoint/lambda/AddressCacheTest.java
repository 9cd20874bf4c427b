package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AddressCacheTest {
    @Test
    void aNegativeTimeIsForEver() {
        assertThat(AddressCache.keepsForEver("-1", null)).isTrue();
        assertThat(AddressCache.keepsForEver(null, "-1")).isTrue();
    }

    @Test
    void theSecurityPropertyComesFirst() {
        assertThat(AddressCache.keepsForEver("5", "-1")).isFalse();
        assertThat(AddressCache.keepsForEver("none", "-1")).isTrue();
    }

    @Test
    void byDefaultItIsBounded() {
        assertThat(AddressCache.keepsForEver(null, null)).isFalse();
        assertThat(AddressCache.keepsForEver("0", null)).isFalse();
    }
}
