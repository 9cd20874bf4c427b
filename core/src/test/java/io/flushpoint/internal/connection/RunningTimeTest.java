package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.Proves;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deadlines in running time: a pause of the process is held against nobody. Time here is virtual. */
class RunningTimeTest {
    private static final long FREEZE_GAP = 500;
    private static final long HEARTBEAT = 100;
    private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1); // overflows on the way, as it may

    private final AtomicLong nanos = new AtomicLong(START);
    private final AtomicLong wallMillis = new AtomicLong();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> ran = new ArrayList<>();
    private RunningTime runningTime;

    @BeforeEach
    void start() {
        channel.freezeTime();
        runningTime = new RunningTime(channel.eventLoop(), new Clocks(nanos::get, wallMillis::get), FREEZE_GAP);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aDeadlineRunsWhenItsTimeHasRun() {
        runningTime.after(250, () -> ran.add("due"));

        run(240);
        assertThat(ran).isEmpty();
        run(20);
        assertThat(ran).containsExactly("due");
        run(1_000);
        assertThat(ran).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {3_600_000, -7_200_000})
    @Proves(
            value = {"wall-clock +1h", "wall-clock -2h"},
            over = Medium.NO_CONNECTION)
    void aJumpOfTheWallClockMovesNoDeadline(long millis) {
        runningTime.after(250, () -> ran.add("due"));

        run(120);
        wallMillis.addAndGet(millis);
        run(120);
        assertThat(ran).isEmpty();
        run(20);
        assertThat(ran).containsExactly("due");
    }

    @Test
    void deadlinesRunInTheirOrder() {
        runningTime.after(200, () -> ran.add("second"));
        runningTime.after(100, () -> ran.add("first"));
        runningTime.after(300, () -> ran.add("third"));

        run(400);

        assertThat(ran).containsExactly("first", "second", "third");
    }

    @Test
    void aCancelledDeadlineDoesNotRun() {
        RunningTime.Deadline deadline = runningTime.after(100, () -> ran.add("due"));

        deadline.cancel();
        deadline.cancel();

        run(400);
        assertThat(ran).isEmpty();
    }

    @Test
    void anEarlierDeadlineThatComesLaterIsNotHeldUpByTheFirst() {
        runningTime.after(10_000, () -> ran.add("late"));
        run(100);

        runningTime.after(100, () -> ran.add("early"));

        run(110);
        assertThat(ran).containsExactly("early");
    }

    @Test
    void theRestRunsWhenTheFirstIsCancelled() {
        RunningTime.Deadline first = runningTime.after(100, () -> ran.add("first"));
        runningTime.after(200, () -> ran.add("second"));

        first.cancel();

        run(210);
        assertThat(ran).containsExactly("second");
    }

    @Test
    void aDeadlineIsArmedAgainForAnotherMoment() {
        RunningTime.Deadline deadline = runningTime.after(100, () -> ran.add("due"));
        run(50);

        deadline.armAfter(200);

        run(190);
        assertThat(ran).isEmpty();
        run(20);
        assertThat(ran).containsExactly("due");
        deadline.armAfter(100);
        run(110);
        assertThat(ran).hasSize(2);
    }

    @Test
    void aTaskThatThrowsHoldsUpNoOther() {
        runningTime.after(100, () -> {
            throw new IllegalStateException("thrown by a test");
        });
        runningTime.after(100, () -> ran.add("other"));

        run(120);

        assertThat(ran).containsExactly("other");
    }

    @Test
    void aFreezeMovesADeadlineAway() {
        runningTime.after(250, () -> ran.add("due"));
        run(100);

        freeze(10_000);

        assertThat(ran).isEmpty();
        run(40);
        assertThat(ran).as("one heartbeat of the freeze counts").isEmpty();
        run(20);
        assertThat(ran).containsExactly("due");
    }

    @Test
    void aPauseUpToTheGapCountsInFull() {
        runningTime.after(1_000, () -> ran.add("due"));
        run(400);

        freeze(FREEZE_GAP);

        run(90);
        assertThat(ran).isEmpty();
        run(20);
        assertThat(ran).containsExactly("due");
    }

    @Test
    void manyFreezesAreEachLeftOut() {
        runningTime.after(1_000, () -> ran.add("due"));

        for (int i = 0; i < 4; i++) {
            run(100);
            freeze(60_000);
        }

        assertThat(ran).isEmpty();
        run(190);
        assertThat(ran).isEmpty();
        run(20);
        assertThat(ran).containsExactly("due");
    }

    @Test
    void afterALongIdleTimeANewDeadlineHasItsFullLength() {
        run(100);
        freeze(3_600_000); // nothing was armed, so nothing beat

        runningTime.after(150, () -> ran.add("due"));

        run(140);
        assertThat(ran).isEmpty();
        run(20);
        assertThat(ran).containsExactly("due");
    }

    @Test
    void runningTimeIsTheTimeThatPassedLessTheFreezes() {
        long before = runningTime.now();
        runningTime.after(10_000, () -> {});

        run(300);
        freeze(5_000);
        run(200);

        long ranMillis = TimeUnit.NANOSECONDS.toMillis(runningTime.now() - before);
        assertThat(ranMillis).isEqualTo(300 + HEARTBEAT + 200);
    }

    @Test
    void aTaskMayArmTheNextDeadline() {
        runningTime.after(100, () -> {
            ran.add("first");
            runningTime.after(100, () -> ran.add("second"));
        });

        run(150);
        assertThat(ran).containsExactly("first");
        run(60);
        assertThat(ran).containsExactly("first", "second");
    }

    @Test
    void nothingIsScheduledWhileNothingIsArmed() {
        RunningTime.Deadline deadline = runningTime.after(1_000, () -> ran.add("due"));
        deadline.cancel();
        run(300);

        assertThat(channel.runScheduledPendingTasks())
                .as("nanoseconds to the next task")
                .isEqualTo(-1);
    }

    /** The process runs: time passes in small steps, and the loop turns. */
    private void run(long millis) {
        for (long left = millis; left > 0; left -= 10) {
            pass(Math.min(10, left));
        }
    }

    /** The process stands still: all the time passes at once. */
    private void freeze(long millis) {
        pass(millis);
    }

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }
}
