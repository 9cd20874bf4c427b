package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How old a connection is, and what is known of its peer since when. */
class ConnectionAgesTest {
    private static final long IDLE_LIMIT = 10_000;
    private static final long MAX_AGE = 60_000;

    private long millis = 1_000_000;
    private final Clocks clocks = new Clocks(() -> TimeUnit.MILLISECONDS.toNanos(millis), () -> millis);
    private final ConnectionAges ages = new ConnectionAges(clocks, 3, IDLE_LIMIT, MAX_AGE);

    @BeforeEach
    void open() {
        ages.opened();
        ages.asked();
        ages.becameIdle(0);
    }

    @Test
    void itIsTooOldOnlyBeyondItsAge() {
        millis += MAX_AGE;
        assertThat(ages.openedMillisAgo(clocks.moment())).isEqualTo(MAX_AGE);
        assertThat(ages.tooOld(clocks.moment())).isFalse();
        millis++;
        assertThat(ages.tooOld(clocks.moment())).isTrue();
    }

    @Test
    void itIsIdleForTooLongOnlyBeyondItsIdleAge() {
        millis += IDLE_LIMIT;
        assertThat(ages.idleTooLong(clocks.moment())).isFalse();
        millis++;
        assertThat(ages.idleTooLong(clocks.moment())).isTrue();
    }

    @Test
    void thePeersIdleAgeCountsLessASecondOrByHalfIfThatIsMore() {
        ages.peerClosesAfter(5);
        assertIdleLimit(4_000);
        ages.peerClosesAfter(2);
        assertIdleLimit(1_000);
        ages.peerClosesAfter(1);
        assertIdleLimit(500);
    }

    @Test
    void thePeersIdleAgeLiftsNoLimit() {
        ages.peerClosesAfter(3_600);
        assertIdleLimit(IDLE_LIMIT);
    }

    private void assertIdleLimit(long limit) {
        ages.becameIdle(0);
        millis += limit;
        assertThat(ages.idleTooLong(clocks.moment())).isFalse();
        millis++;
        assertThat(ages.idleTooLong(clocks.moment())).isTrue();
    }

    @Test
    void itIsForOneExchangeOnlyIfItMayNotBeIdleAtAll() {
        assertThat(ages.forOneExchangeOnly()).isFalse();
        ages.peerClosesAfter(0);
        assertThat(ages.forOneExchangeOnly()).isTrue();
    }

    @Test
    void itIsIdleAndUnverifiedSinceThePeerWasHeardAndRestsSinceNow() {
        ages.becameIdle(700);
        Clocks.Moment now = clocks.moment();
        assertThat(ages.unverifiedMillis(now)).isEqualTo(700);
        assertThat(ages.restingMillis(now)).isZero();
        assertThat(ages.unlookedMillis(now)).isZero();
        millis += IDLE_LIMIT - 700;
        assertThat(ages.idleTooLong(clocks.moment())).isFalse();
        assertThat(ages.restingMillis(clocks.moment())).isEqualTo(IDLE_LIMIT - 700);
        millis++;
        assertThat(ages.idleTooLong(clocks.moment())).isTrue();
    }

    @Test
    void thePeerWasHeardWhileItWasIdleIfItIsSilentForLessTimeThanThen() {
        ages.becameIdle(700);
        assertThat(ages.heardWhileIdle(699)).isTrue();
        assertThat(ages.heardWhileIdle(700)).isFalse();
    }

    @Test
    void whatIsVerifiedOrLookedAtIsSoSinceThen() {
        millis += 5_000;
        ages.verified(300);
        assertThat(ages.unverifiedMillis(clocks.moment())).isEqualTo(300);
        assertThat(ages.unlookedMillis(clocks.moment())).isEqualTo(5_000);
        ages.looked();
        assertThat(ages.unlookedMillis(clocks.moment())).isZero();
    }

    @Test
    void whatWasHeardBeforeAGapIsAsOldAsTheQuestion() {
        ages.asked();
        millis += 50;
        clocks.outsideHint(TimeUnit.SECONDS.toNanos(8)); // a freeze before the answer was read
        ages.becameIdle(0);
        assertThat(ages.unverifiedMillis(clocks.moment())).isZero();
        ages.heardBeforeGap();

        assertThat(ages.unverifiedMillis(clocks.moment())).isGreaterThan(5_000);
        assertThat(ages.unlookedMillis(clocks.moment())).isGreaterThan(5_000);
        millis += IDLE_LIMIT - 5_000;
        assertThat(ages.idleTooLong(clocks.moment())).isTrue();
    }

    @Test
    void aQuestionMayHaveBeenAskedBefore() {
        Clocks.Moment before = clocks.moment();
        millis += 40;
        ages.asked(before);
        assertThat(ages.askedMillisAgo()).isEqualTo(40);
        ages.asked();
        assertThat(ages.askedMillisAgo()).isZero();
        assertThat(ages.generation()).isEqualTo(3);
    }
}
