package io.flushpoint.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FleetTest {
    private static final long SEED = 7;
    private static final int MANY = 500;

    private static Load load(Consumer<Fleet> change) {
        return Fleet.with(fleet -> {
                    fleet.environments = MANY;
                    fleet.ramp = 5_000;
                    fleet.thinkTime = 0; // no two requests at a time, unless a test says so
                    change.accept(fleet);
                })
                .simulate(SEED);
    }

    private static long all(Load load) {
        return load.handshakes(0, load.seconds());
    }

    @Test
    void theSameSeedGivesTheSameLoad() {
        Load first = load(fleet -> fleet.thinkTime = 950);
        Load second = load(fleet -> fleet.thinkTime = 950);
        for (int i = 0; i < first.seconds(); i++) {
            assertThat(second.handshakes(i)).isEqualTo(first.handshakes(i));
        }
        assertThat(second.mostOpen()).isEqualTo(first.mostOpen());
    }

    @Test
    void anEnvironmentThatIsNeverInvokedConnectsOnce() {
        Load load = load(fleet -> fleet.gap = Long.MAX_VALUE / 1_000);
        assertThat(all(load)).isEqualTo(MANY);
        assertThat(load.full(0, load.seconds())).isEqualTo(MANY);
        assertThat(load.peak(0, load.seconds())).isEqualTo(MANY / 5);
        assertThat(load.mostOpen()).isEqualTo(MANY);
    }

    @Test
    void slowAnswersTakeAConnectionEachOrAStreamEach() {
        Consumer<Fleet> slow = fleet -> {
            fleet.gap = 1_000;
            fleet.thinkTime = 20_000;
            fleet.duration = 100_000;
        };
        Load each = load(slow);
        Load shared = load(slow.andThen(fleet -> fleet.streams = 100));

        assertThat(each.mostOpen()).isGreaterThan(10 * MANY);
        assertThat(shared.mostOpen()).isEqualTo(MANY);
        assertThat(shared.waits()).isZero();
    }

    @Test
    void nobodyReconnectsWithinIdleAgeAndConnectionAge() {
        Load load = load(fleet -> {
            fleet.gap = 500;
            fleet.duration = 200_000;
        });
        assertThat(all(load)).isEqualTo(MANY);
    }

    @Test
    void everyEnvironmentReconnectsOnceAfterAPauseLongerThanTheIdleAge() {
        Load load = load(fleet -> {
            fleet.gap = 500;
            fleet.pause = new Fleet.Pause(30_000, 90_000, 1_000);
            fleet.duration = 120_000;
        });
        assertThat(load.handshakes(90, 120)).isEqualTo(MANY);
        assertThat(load.full(90, 120))
                .as("sessions are young enough to be resumed")
                .isZero();
        assertThat(load.handshakes(10, 90)).isZero();
    }

    @Test
    void theOtherSidesLimitCountsWhereItIsTheLower() {
        Load load = load(fleet -> {
            fleet.gap = 500;
            fleet.idleAge = 600_000;
            fleet.peerIdle = 20_000;
            fleet.pause = new Fleet.Pause(30_000, 60_000, 1_000);
            fleet.duration = 90_000;
        });
        assertThat(load.handshakes(60, 90)).isEqualTo(MANY);
        assertThat(load.closedByPeer()).isEqualTo(MANY);
    }

    @Test
    void unansweredRequestsNeedConnectionsUpToTheBound() {
        Consumer<Fleet> slow = fleet -> {
            fleet.gap = 500;
            fleet.thinkTime = 10_000;
            fleet.duration = 60_000;
        };
        Load bounded = load(slow.andThen(fleet -> fleet.connections = 4));
        assertThat(bounded.mostOpen()).isEqualTo(4L * MANY);
        assertThat(bounded.waits()).isPositive();
        assertThat(load(slow).mostOpen()).isGreaterThan(8L * MANY);
    }

    @Test
    void jitterSpreadsWhatABurstHasBroughtTogether() {
        Load together = load(fleet -> fleet.jitterPercent = 0);
        Load apart = load(fleet -> fleet.jitterPercent = 100);
        int from = 20;
        assertThat(apart.peak(from, apart.seconds())).isLessThan(together.peak(from, together.seconds()) / 2);
    }

    @Test
    void openingAheadCostsHandshakesWhereFewInvocationsSend() {
        Consumer<Fleet> rare = fleet -> {
            fleet.gap = 60_000;
            fleet.sending = 0.1;
        };
        assertThat(all(load(rare))).isGreaterThan(2 * all(load(rare.andThen(fleet -> fleet.ahead = false))));
    }

    @Test
    void aQueueGrowsWhileMoreComesThanTheCoresCanDo() {
        Load load = load(fleet -> fleet.ramp = 1); // 500 handshakes of 10 ms each: 5 s of work in the first second
        Cost cost = new Cost(10_000, 10_000);
        assertThat(load.peakCores(cost, 0, 10)).isBetween(5.0, 6.0);
        assertThat(load.longestQueue(cost, 1, 0, 10)).isBetween(4.0, 5.0);
        assertThat(load.longestQueue(cost, 8, 0, 10)).isZero();
    }
}
