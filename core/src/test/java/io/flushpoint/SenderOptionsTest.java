package io.flushpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SenderOptionsTest {
    private static final SenderOptions DEFAULTS = SenderOptions.defaults();

    @ParameterizedTest
    @EnumSource
    void aBoundThatIsNotSetHasItsDefault(Bound bound) {
        assertThat(DEFAULTS.bound(bound)).isEqualTo(bound.defaultValue());
    }

    @Test
    void settingABoundChangesACopyAndNothingElse() {
        SenderOptions changed = DEFAULTS.bound(Bound.QUEUED_SENDS, 5)
                .bound(Bound.PIPELINING_DEPTH, 2)
                .bound(Bound.QUEUED_SENDS, 6);

        assertThat(changed.bound(Bound.QUEUED_SENDS)).isEqualTo(6);
        assertThat(changed.bound(Bound.PIPELINING_DEPTH)).isEqualTo(2);
        assertThat(changed.bound(Bound.DRAIN_BYTES)).isEqualTo(Bound.DRAIN_BYTES.defaultValue());
        assertThat(DEFAULTS.bound(Bound.QUEUED_SENDS)).isEqualTo(1024);
    }

    @Test
    void aBoundOutsideItsRangeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.bound(Bound.QUEUED_SENDS, 0))
                .withMessageStartingWith("QUEUED_SENDS");
    }

    @ParameterizedTest
    @CsvSource({"PT1S, 1000", "PT0.001S, 1", "PT0.000000001S, 1", "PT0.001000001S, 2", "PT0.0019S, 2"})
    void aTimeIsRoundedUpToWholeMilliseconds(Duration value, long millis) {
        assertThat(DEFAULTS.bound(Bound.SEND_DEADLINE, value).bound(Bound.SEND_DEADLINE))
                .isEqualTo(millis);
    }

    @Test
    void aBoundThatCountsSomethingElseTakesNoTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.bound(Bound.DRAIN_BYTES, Duration.ofSeconds(1)))
                .withMessage("DRAIN_BYTES counts BYTES, not time");
    }

    @Test
    void aTimeOutsideTheRangeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.bound(Bound.SEND_DEADLINE, Duration.ZERO))
                .withMessageStartingWith("SEND_DEADLINE");
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> DEFAULTS.bound(Bound.SEND_DEADLINE, Duration.ofSeconds(Long.MAX_VALUE)));
    }

    @Test
    void eachPartIsSetOnItsOwn() {
        TlsOptions tls = TlsOptions.defaults().provider(TlsOptions.Provider.JDK);
        AddressResolver resolver = host -> List.of();
        SenderListener listener = new SenderListener() {};
        SenderOptions options = DEFAULTS.bound(Bound.QUEUED_SENDS, 5)
                .transport(Transport.NIO)
                .tls(tls)
                .resolver(resolver)
                .listener(listener);

        assertThat(options.transport()).isEqualTo(Transport.NIO);
        assertThat(options.tls()).isSameAs(tls);
        assertThat(options.resolver()).isSameAs(resolver);
        assertThat(options.listener()).isSameAs(listener);
        assertThat(options.bound(Bound.QUEUED_SENDS)).isEqualTo(5);
        assertThat(DEFAULTS.transport()).isEqualTo(Transport.AUTO);
        assertThat(DEFAULTS.tls()).isSameAs(TlsOptions.defaults());
    }

    @Test
    void nullIsRefusedByName() {
        assertThatNullPointerException()
                .isThrownBy(() -> DEFAULTS.transport(null))
                .withMessage("transport");
        assertThatNullPointerException().isThrownBy(() -> DEFAULTS.tls(null)).withMessage("tls");
        assertThatNullPointerException()
                .isThrownBy(() -> DEFAULTS.resolver(null))
                .withMessage("resolver");
        assertThatNullPointerException()
                .isThrownBy(() -> DEFAULTS.listener(null))
                .withMessage("listener");
        assertThatNullPointerException()
                .isThrownBy(() -> DEFAULTS.bound(null, 1))
                .withMessage("bound");
    }

    @Test
    void toStringNamesTransportTlsAndTheBoundsThatAreSet() {
        assertThat(DEFAULTS.bound(Bound.QUEUED_SENDS, 5))
                .hasToString("SenderOptions[transport=AUTO, TlsOptions[], bounds={QUEUED_SENDS=5}]");
    }
}
