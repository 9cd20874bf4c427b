package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** Which request had to wait for the socket. */
class ExchangesTest {
    private final Exchanges exchanges = new Exchanges();

    @Test
    void theNextRequestTellsWhereItsFirstByteIsIfItHadToWait() {
        exchanges.begin(exchange());
        exchanges.firstByteWrittenLate(160);

        assertThat(exchanges.lateFirstByteOfNext()).hasValue(160);
        exchanges.answerEnd();
        assertThat(exchanges.lateFirstByteOfNext()).isEmpty();
    }

    @Test
    void aRequestThatDidNotWaitTellsNothing() {
        exchanges.begin(exchange());
        exchanges.firstByteWritten();

        assertThat(exchanges.lateFirstByteOfNext()).isEmpty();
    }

    @Test
    void whatWaitedBehindAnotherIsAskedAboutInItsTurn() {
        exchanges.begin(exchange());
        exchanges.firstByteWritten();
        exchanges.written();
        exchanges.begin(exchange());
        exchanges.firstByteWrittenLate(160);

        assertThat(exchanges.lateFirstByteOfNext()).isEmpty();
        exchanges.answerEnd();
        assertThat(exchanges.lateFirstByteOfNext()).hasValue(160);
    }

    private static Exchange exchange() {
        return (Exchange) Proxy.newProxyInstance(
                Exchange.class.getClassLoader(),
                new Class<?>[] {Exchange.class},
                (proxy, method, arguments) -> method.getName().equals("equals") ? proxy == arguments[0] : null);
    }
}
