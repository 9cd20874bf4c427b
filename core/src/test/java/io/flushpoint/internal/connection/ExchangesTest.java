package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What came before a request that had to wait for the socket is not of its answer. */
class ExchangesTest {
    private final Exchanges exchanges = new Exchanges();

    @Test
    void whatTheKernelHadWhenTheFirstByteWasWrittenIsBeforeTheRequest() {
        exchanges.begin(exchange());
        exchanges.firstByteWrittenLate(OptionalLong.of(160), 7);

        assertThat(exchanges.isBeforeNext(159, 7)).isTrue();
        assertThat(exchanges.isBeforeNext(160, 7)).isFalse();
        assertThat(exchanges.isBeforeNext(159, 8)).as("read in a later look").isTrue();
    }

    @Test
    void whereTheKernelDoesNotTellAllThatIsReadInTheSameLookIsBeforeTheRequest() {
        exchanges.begin(exchange());
        exchanges.firstByteWrittenLate(OptionalLong.empty(), 7);

        assertThat(exchanges.isBeforeNext(160, 7)).isTrue();
        assertThat(exchanges.isBeforeNext(160, 8)).isFalse();
    }

    @Test
    void ofARequestThatDidNotWaitNothingIsBefore() {
        exchanges.begin(exchange());
        exchanges.firstByteWritten();

        assertThat(exchanges.isBeforeNext(0, 7)).isFalse();
    }

    @Test
    void theAnswerToTheOneBeforeIsItsOwn() {
        exchanges.begin(exchange());
        exchanges.firstByteWritten();
        exchanges.written();
        exchanges.begin(exchange());
        exchanges.firstByteWrittenLate(OptionalLong.of(160), 7);

        assertThat(exchanges.isBeforeNext(80, 7)).isFalse();
        exchanges.answerEnd();
        assertThat(exchanges.isBeforeNext(120, 7)).isTrue();
    }

    private static Exchange exchange() {
        return (Exchange) Proxy.newProxyInstance(
                Exchange.class.getClassLoader(),
                new Class<?>[] {Exchange.class},
                (proxy, method, arguments) -> method.getName().equals("equals") ? proxy == arguments[0] : null);
    }
}
