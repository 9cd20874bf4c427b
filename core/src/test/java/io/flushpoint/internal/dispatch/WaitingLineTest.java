package io.flushpoint.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.SendRequest;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** First come, first served, and whoever leaves in between leaves the order of the others as it was. */
class WaitingLineTest {
    private final StepWorld world = new StepWorld();
    private final WaitingLine<PendingSend> line = new WaitingLine<>();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void anEmptyLineHasNobodyInIt() {
        assertThat(line.isEmpty()).isTrue();
        assertThat(line.size()).isZero();
        assertThat(line.peek()).isNull();
        assertThat(line.poll()).isNull();
    }

    @Test
    void sendsAreServedInTheOrderInWhichTheyCame() {
        PendingSend first = send();
        PendingSend second = send();
        line.addLast(first);
        line.addLast(second);

        assertThat(line.peek()).isSameAs(first);
        assertThat(drained()).containsExactly(first, second);
    }

    @Test
    void oneThatComesBackIsServedBeforeAllOthers() {
        PendingSend waits = send();
        PendingSend comesBack = send();
        line.addLast(waits);
        line.addFirst(comesBack);

        assertThat(drained()).containsExactly(comesBack, waits);
    }

    @Test
    void theFirstTheLastAndOneInTheMiddleLeave() {
        List<PendingSend> sends = List.of(send(), send(), send(), send(), send());
        sends.forEach(line::addLast);

        line.remove(sends.get(0));
        line.remove(sends.get(2));
        line.remove(sends.get(4));

        assertThat(line.size()).isEqualTo(2);
        assertThat(drained()).containsExactly(sends.get(1), sends.get(3));
    }

    @Test
    void theOnlyOneLeavesAndTheLineTakesOthers() {
        PendingSend only = send();
        PendingSend next = send();
        line.addFirst(only);
        line.remove(only);
        assertThat(line.isEmpty()).isTrue();

        line.addLast(next);

        assertThat(drained()).containsExactly(next);
    }

    @Test
    void leavingTwiceOrFromAnotherLineChangesNothing() {
        WaitingLine<PendingSend> other = new WaitingLine<>();
        PendingSend here = send();
        PendingSend elsewhere = send();
        PendingSend left = send();
        line.addLast(here);
        line.addLast(left);
        other.addLast(elsewhere);
        line.remove(left);

        line.remove(left);
        line.remove(elsewhere);

        assertThat(line.size()).isEqualTo(1);
        assertThat(other.poll()).isSameAs(elsewhere);
        assertThat(drained()).containsExactly(here);
    }

    @Test
    void whoWaitsAlreadyIsNotLetInAgain() {
        PendingSend waits = send();
        line.addLast(waits);

        assertThatThrownBy(() -> line.addLast(waits)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new WaitingLine<PendingSend>().addFirst(waits))
                .isInstanceOf(IllegalStateException.class);

        assertThat(line.size()).isEqualTo(1);
    }

    @Test
    void whoHasLeftMayComeBack() {
        PendingSend send = send();
        line.addLast(send);
        assertThat(line.poll()).isSameAs(send);

        line.addFirst(send);

        assertThat(drained()).containsExactly(send);
    }

    @Test
    void anyOrderOfComingAndGoingIsAsInAPlainList() {
        Random random = new Random(7);
        Deque<PendingSend> plain = new ArrayDeque<>();
        List<PendingSend> away = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            away.add(send());
        }
        for (int step = 0; step < 2_000; step++) {
            boolean comes = random.nextBoolean() && !away.isEmpty();
            if (comes) {
                PendingSend send = away.remove(random.nextInt(away.size()));
                if (random.nextBoolean()) {
                    line.addFirst(send);
                    plain.addFirst(send);
                } else {
                    line.addLast(send);
                    plain.addLast(send);
                }
            } else if (!plain.isEmpty()) {
                PendingSend send = List.copyOf(plain).get(random.nextInt(plain.size()));
                line.remove(send);
                plain.remove(send);
                away.add(send);
            }
            assertThat(line.size()).isEqualTo(plain.size());
            assertThat(line.peek()).isSameAs(plain.peek());
        }
        assertThat(drained()).containsExactlyElementsOf(plain);
    }

    /** A line that is searched from its front needs some thousand times as long for its end. */
    @Test
    void leavingFromTheEndCostsAsLittleAsLeavingFromTheFront() {
        List<PendingSend> sends = Stream.generate(this::send).limit(100_000).toList();
        List<PendingSend> newestFirst = new ArrayList<>(sends);
        Collections.reverse(newestFirst);

        assertThat(nanosOfLeaving(sends, newestFirst)).isLessThan(50 * nanosOfLeaving(sends, sends));
    }

    /** Time of this thread, the least of three. */
    private long nanosOfLeaving(List<PendingSend> sends, List<PendingSend> order) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 3; round++) {
            sends.forEach(line::addLast);
            long before = threads.getCurrentThreadCpuTime();
            order.forEach(line::remove);
            least = Math.min(least, threads.getCurrentThreadCpuTime() - before);
            assertThat(line.isEmpty()).isTrue();
        }
        return least;
    }

    private PendingSend send() {
        return world.send(SendRequest.get("http://127.0.0.1:9/"), DeliveryLevel.WRITTEN);
    }

    private List<PendingSend> drained() {
        List<PendingSend> served = new ArrayList<>();
        for (PendingSend send = line.poll(); send != null; send = line.poll()) {
            served.add(send);
        }
        assertThat(line.isEmpty()).isTrue();
        return served;
    }
}
