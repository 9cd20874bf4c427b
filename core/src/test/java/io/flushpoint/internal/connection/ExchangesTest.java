package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Failure;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which request is answered next, which had to wait for the socket, and what is lost. */
class ExchangesTest {
    private final Exchanges exchanges = new Exchanges();
    private final List<String> told = new ArrayList<>();

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

    @Test
    void anAnswerIsExpectedFromTheFirstByteOfTheRequestOn() {
        assertThat(exchanges.isEmpty()).isTrue();
        assertThat(exchanges.expectsAnswer()).isFalse();
        exchanges.begin(exchange());
        assertThat(exchanges.isEmpty()).isFalse();
        assertThat(exchanges.isWriting()).isTrue();
        assertThat(exchanges.isNextBeingWritten()).isTrue();
        assertThat(exchanges.expectsAnswer()).isFalse();
        exchanges.firstByteWritten();
        assertThat(exchanges.expectsAnswer()).isTrue();
        exchanges.written();
        assertThat(exchanges.isNextBeingWritten()).isFalse();
        assertThat(exchanges.isWriting()).isFalse();
        assertThat(exchanges.expectsAnswer()).isTrue();
        exchanges.answerEnd();
        assertThat(exchanges.isEmpty()).isTrue();
        assertThat(exchanges.expectsAnswer()).isFalse();
    }

    @Test
    void theAnswerToAnEarlierRequestIsExpectedWhileTheNextIsUntouched() {
        exchanges.begin(exchange());
        exchanges.firstByteWritten();
        exchanges.written();
        exchanges.begin(exchange());

        assertThat(exchanges.count()).isEqualTo(2);
        assertThat(exchanges.isNextBeingWritten()).isFalse();
        assertThat(exchanges.expectsAnswer()).isTrue();
    }

    @Test
    void onlyTheLastRequestMayBeWithdrawnAndOnlyUntouched() {
        Exchange first = exchange();
        Exchange second = exchange();
        exchanges.begin(first);
        exchanges.firstByteWritten();
        assertThat(exchanges.withdraw(first)).isFalse();
        exchanges.written();
        exchanges.begin(second);
        assertThat(exchanges.withdraw(first)).isFalse();
        assertThat(exchanges.withdraw(second)).isTrue();

        assertThat(exchanges.count()).isEqualTo(1);
        assertThat(exchanges.isWriting()).isFalse();
        assertThat(exchanges.withdraw(first)).as("it is written").isFalse();
    }

    @Test
    void whatIsLostIsToldInOrderAndWhatIsAnsweredIsOver() {
        exchanges.begin(named("answered"));
        exchanges.firstByteWritten();
        exchanges.written();
        exchanges.begin(named("second"));
        exchanges.firstByteWritten();
        exchanges.written();
        exchanges.begin(named("third"));
        exchanges.firstByteWrittenLate(160);
        told.clear();
        exchanges.answerHead();
        exchanges.loseAll(lost -> told.add("first"), Failure.CONNECTION_LOST, "reset", null);

        assertThat(told).containsExactly("first", "second lost", "first", "third lost", "answered answerOver");
        assertThat(exchanges.isEmpty()).isTrue();
        assertThat(exchanges.isWriting()).isFalse();
        exchanges.begin(exchange());
        assertThat(exchanges.lateFirstByteOfNext()).isEmpty();
    }

    private Exchange named(String name) {
        return (Exchange) Proxy.newProxyInstance(
                Exchange.class.getClassLoader(), new Class<?>[] {Exchange.class}, (proxy, method, arguments) -> {
                    told.add(name + " " + method.getName());
                    return null;
                });
    }

    private static Exchange exchange() {
        return (Exchange) Proxy.newProxyInstance(
                Exchange.class.getClassLoader(),
                new Class<?>[] {Exchange.class},
                (proxy, method, arguments) -> method.getName().equals("equals") ? proxy == arguments[0] : null);
    }
}
