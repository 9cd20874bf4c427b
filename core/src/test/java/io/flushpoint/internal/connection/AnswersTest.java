package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.SenderOptions;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of an answer, to whom and in which order, and how long its content may take. Time here is virtual. */
class AnswersTest {
    private static final long STEP_MILLIS = 100;

    private long now;
    private long acknowledged;
    private boolean retired;
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> told = new ArrayList<>();
    private final Exchanges exchanges = new Exchanges();
    private Answers answers;

    @BeforeEach
    void begin() {
        channel.freezeTime();
        RunningTime runningTime = new RunningTime(channel.eventLoop(), new Clocks(() -> now, () -> 0), 500);
        PoolBounds bounds = PoolBounds.of(SenderOptions.defaults().drainTime(Duration.ofSeconds(2)));
        answers = new Answers(exchanges, runningTime, bounds, new Owner());
        exchanges.begin(exchange());
        exchanges.firstByteWritten();
        exchanges.written();
        told.clear();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void whatHasDepartedIsReadBeforeTheAnswerIsTold() {
        answers.begin();
        answers.status(200);
        answers.end(false);

        assertThat(told)
                .containsExactly("answerBegins", "departures", "answered", "answer read, last: false", "answerOver");
    }

    @Test
    void contentThatTakesTooLongIsOverdue() {
        answers.status(200);
        told.clear();
        pass(1_900);
        assertThat(told).isEmpty();
        pass(200);

        assertThat(told).containsExactly("overdue");
    }

    @Test
    void contentThatIsReadInTimeIsNotOverdueLater() {
        answers.status(200);
        answers.end(false);
        told.clear();
        pass(3_000);

        assertThat(told).isEmpty();
    }

    @Test
    void contentThatIsReadNoMoreIsNotOverdue() {
        answers.status(200);
        answers.stop();
        told.clear();
        pass(3_000);

        assertThat(told).isEmpty();
    }

    @Test
    void ofARetiredConnectionNothingIsExpectedAndNoContentAwaited() {
        assertThat(answers.isExpected()).isTrue();
        retired = true;
        assertThat(answers.isExpected()).isFalse();
        answers.status(200);
        told.clear();
        pass(3_000);
        answers.end(true);

        assertThat(told).isEmpty();
    }

    @Test
    void anAnswerBeforeTheRequestIsWrittenIsAnEarlyOne() {
        exchanges.answerEnd();
        exchanges.begin(exchange());
        exchanges.firstByteWritten();
        told.clear();
        answers.status(413);

        assertThat(told).containsExactly("early 413");
        assertThat(exchanges.isEmpty()).isTrue();
    }

    @Test
    void whatComesBeforeThePeerHasARequestThatHadToWaitIsNotItsAnswer() {
        assertThat(answers.isBeforeRequest()).as("one that did not wait").isFalse();
        exchanges.answerEnd();
        exchanges.begin(exchange());
        exchanges.firstByteWrittenLate(160);
        acknowledged = 160;
        assertThat(answers.isBeforeRequest()).isTrue();
        acknowledged = 161;
        assertThat(answers.isBeforeRequest()).isFalse();
    }

    private void pass(long millis) {
        for (long passed = 0; passed < millis; passed += STEP_MILLIS) {
            now += TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS);
            channel.advanceTimeBy(STEP_MILLIS, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    private Exchange exchange() {
        return (Exchange) Proxy.newProxyInstance(
                Exchange.class.getClassLoader(), new Class<?>[] {Exchange.class}, (proxy, method, arguments) -> {
                    told.add(method.getName());
                    return null;
                });
    }

    private final class Owner implements Answers.Owner {
        @Override
        public boolean isRetired() {
            return retired;
        }

        @Override
        public void readDepartures() {
            told.add("departures");
        }

        @Override
        public boolean hasReachedPeer(long position) {
            return acknowledged > position;
        }

        @Override
        public void answeredEarly(Exchange exchange, int status) {
            told.add("early " + status);
        }

        @Override
        public void answerRead(boolean lastOfConnection) {
            told.add("answer read, last: " + lastOfConnection);
        }

        @Override
        public void drainOverdue() {
            told.add("overdue");
        }
    }
}
