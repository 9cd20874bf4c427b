package io.flushpoint.internal.connection;

import static io.flushpoint.DeliveryLevel.ACKNOWLEDGED;
import static io.flushpoint.DeliveryLevel.SENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is concluded from the readings of a socket, and of which exchange. */
class DepartureWatchTest {
    private final Kernel kernel = new Kernel();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final DepartureWatch watch =
            new DepartureWatch(kernel, () -> kernel.accepted, channel.eventLoop(), () -> {});
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void close() {
        watch.giveUp();
        channel.finishAndReleaseAll();
    }

    @Test
    void whatIsInTheSocketIsNotSent() {
        kernel.reads(100, 0, 1, true);
        watch.watch(new Told("a"), 100, SENT);

        assertThat(told).isEmpty();
    }

    @Test
    void whatIsBelowTheSocketIsSentWhenNothingIsThereAnyMore() {
        kernel.reads(100, 0, 0, false);
        watch.watch(new Told("a"), 100, SENT);
        assertThat(told).isEmpty();

        kernel.reads(300, 0, 200, true); // others were written behind it meanwhile
        watch.readNow();

        assertThat(told).containsExactly("a SENT");
        assertThat(watch.isEmpty()).isTrue();
    }

    @Test
    void whatIsAcknowledgedIsSentWhateverLiesBelow() {
        kernel.reads(300, 100, 0, false);
        watch.watch(new Told("a"), 100, ACKNOWLEDGED);
        watch.watch(new Told("b"), 101, ACKNOWLEDGED);

        assertThat(told).containsExactly("a SENT", "a ACKNOWLEDGED");
    }

    @Test
    void whatIsSentIsAcknowledgedOnlyByThePeer() {
        kernel.reads(100, 99, 0, true);
        watch.watch(new Told("a"), 100, ACKNOWLEDGED);
        assertThat(told).containsExactly("a SENT");

        kernel.reads(100, 100, 0, true);
        watch.readNow();

        assertThat(told).containsExactly("a SENT", "a ACKNOWLEDGED");
    }

    @Test
    void aSocketThatDeliversNoMoreTellsNothing() {
        kernel.reads(100, 100, 0, true);
        kernel.delivers = false;
        watch.watch(new Told("a"), 100, ACKNOWLEDGED);

        assertThat(told).isEmpty();
    }

    /** What the first reading found below the socket, nothing, was true before the second was handed there. */
    @Test
    void aReadingThatIsTakenWhileAnotherIsToldDoesNotMakeUseOfTheOther() {
        kernel.reads(10, 0, 10, true);
        watch.watch(
                new Told("a") {
                    @Override
                    public void departed(DeliveryLevel level) {
                        super.departed(level);
                        kernel.reads(20, 0, 0, false); // the second has gone below meanwhile, and stands there
                        watch.readNow();
                    }
                },
                10,
                SENT);
        watch.watch(new Told("b"), 20, SENT);
        assertThat(told).isEmpty();

        kernel.reads(10, 0, 0, true);
        watch.readNow();
        assertThat(told).containsExactly("a SENT");

        kernel.reads(20, 0, 0, true);
        watch.readNow();
        assertThat(told).containsExactly("a SENT", "b SENT");
    }

    @Test
    void whoIsForgottenIsNotTold() {
        Told forgotten = new Told("a");
        kernel.reads(100, 0, 100, false);
        watch.watch(forgotten, 100, SENT);
        watch.forget(forgotten);

        kernel.reads(100, 100, 0, true);
        watch.readNow();

        assertThat(told).isEmpty();
    }

    private static final class Kernel implements DepartureWatch.Readings {
        private long accepted;
        private long acknowledged;
        private long notSent;
        private boolean nothingBelow;
        private boolean delivers = true;

        void reads(long newAccepted, long newAcknowledged, long newNotSent, boolean newNothingBelow) {
            accepted = newAccepted;
            acknowledged = newAcknowledged;
            notSent = newNotSent;
            nothingBelow = newNothingBelow;
        }

        @Override
        public boolean read() {
            return true;
        }

        @Override
        public boolean canDeliver() {
            return delivers;
        }

        @Override
        public long acknowledged() {
            return acknowledged;
        }

        @Override
        public long notSent() {
            return notSent;
        }

        @Override
        public boolean nothingBelow() {
            return nothingBelow;
        }

        @Override
        public long rttMicros() {
            return 100;
        }
    }

    /** Keeps what it is told of its departure; of anything else it hears nothing here. */
    private class Told implements Exchange {
        private final String name;

        Told(String name) {
            this.name = name;
        }

        @Override
        public void departed(DeliveryLevel level) {
            told.add(name + " " + level);
        }

        @Override
        public void departureUnknown() {
            // at the end of each test
        }

        @Override
        public boolean isHead() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void firstByteWritten() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void answerBegins() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void answered(int status) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void answeredEarly(int status) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean keepsAnswer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void answerHead(HttpHeaders headers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void answerContent(ByteBuf content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void answerOver(boolean whole) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void refused(String reason) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void lost(Failure failure, String reason, @Nullable Throwable cause) {
            throw new UnsupportedOperationException();
        }
    }
}
