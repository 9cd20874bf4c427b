package io.flushpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SenderOptionsTest {
    private static final SenderOptions DEFAULTS = SenderOptions.defaults();

    @ParameterizedTest
    @EnumSource
    void aBoundThatIsNotSetHasItsDefault(Bound bound) {
        assertThat(DEFAULTS.bound(bound)).isEqualTo(bound.defaultValue());
    }

    @Test
    void settingABoundChangesACopyAndNothingElse() {
        SenderOptions changed = DEFAULTS.queuedSends(5).pipeliningDepth(2).queuedSends(6);

        assertThat(changed.bound(Bound.QUEUED_SENDS)).isEqualTo(6);
        assertThat(changed.bound(Bound.PIPELINING_DEPTH)).isEqualTo(2);
        assertThat(changed.bound(Bound.DRAIN_BYTES)).isEqualTo(Bound.DRAIN_BYTES.defaultValue());
        assertThat(DEFAULTS.bound(Bound.QUEUED_SENDS)).isEqualTo(4096);
    }

    @Test
    void aBoundOutsideItsRangeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.queuedSends(0))
                .withMessageStartingWith("QUEUED_SENDS");
    }

    @ParameterizedTest
    @CsvSource({"PT1S, 1000", "PT0.001S, 1", "PT0.000000001S, 1", "PT0.001000001S, 2", "PT0.0019S, 2"})
    void aTimeIsRoundedUpToWholeMilliseconds(Duration value, long millis) {
        assertThat(DEFAULTS.sendDeadline(value).bound(Bound.SEND_DEADLINE)).isEqualTo(millis);
    }

    @ParameterizedTest
    @EnumSource
    void everyBoundHasASettingOfItsNameThatTakesItsUnit(Bound bound) throws ReflectiveOperationException {
        Class<?> type = switch (bound.unit()) {
            case MILLISECONDS -> Duration.class;
            case BYTES -> long.class;
            default -> int.class;
        };
        Method setting = SenderOptions.class.getMethod(setting(bound), type);

        Object value = type == Duration.class ? Duration.ofMillis(bound.max()) : (Object) bound.max();
        Object changed = setting.invoke(DEFAULTS, type == int.class ? (Object) Math.toIntExact(bound.max()) : value);

        assertThat(((SenderOptions) changed).bound(bound)).isEqualTo(bound.max());
    }

    private static String setting(Bound bound) {
        String words = bound == Bound.NOTSENT_LOW_WATER ? "NOT_SENT_LOW_WATER" : bound.name();
        String unit = switch (bound.unit()) {
            case BYTES -> words.contains("BYTES") ? "" : "_BYTES";
            case PERCENT -> "_PERCENT";
            default -> "";
        };
        String camel = Arrays.stream((words + unit).split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
        return Character.toLowerCase(camel.charAt(0)) + camel.substring(1);
    }

    @Test
    void aBoundIsSetFromTextInItsUnit() {
        assertThat(DEFAULTS.bound(Bound.SEND_DEADLINE, "1500").bound(Bound.SEND_DEADLINE))
                .isEqualTo(1_500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.5", "1s", "0", "9223372036854775807", "9223372036854775808"})
    void textThatIsNoNumberInRangeIsRefusedByName(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.bound(Bound.SEND_DEADLINE, value))
                .withMessageStartingWith("SEND_DEADLINE must be")
                .withMessageContaining(value);
    }

    @Test
    void aTimeOutsideTheRangeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.sendDeadline(Duration.ZERO))
                .withMessageStartingWith("SEND_DEADLINE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.sendDeadline(Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessageStartingWith("SEND_DEADLINE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.idleAge(Duration.ofMillis(-1)))
                .withMessageStartingWith("IDLE_AGE");
    }

    @Test
    void eachPartIsSetOnItsOwn() {
        TlsOptions tls = TlsOptions.defaults().provider(TlsOptions.Provider.JDK);
        AddressResolver resolver = host -> List.of();
        SenderListener listener = new SenderListener() {};
        SenderOptions options = DEFAULTS.queuedSends(5)
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
                .isThrownBy(() -> DEFAULTS.sendDeadline(null))
                .withMessage("SEND_DEADLINE");
        assertThatNullPointerException()
                .isThrownBy(() -> DEFAULTS.bound(null, "1"))
                .withMessage("bound");
    }

    @Test
    void toStringNamesTransportTlsAndTheBoundsThatAreSet() {
        assertThat(DEFAULTS.queuedSends(5))
                .hasToString("SenderOptions[transport=AUTO, protocol=HTTP_1_1, TlsOptions[], bounds={QUEUED_SENDS=5}]");
    }
}
