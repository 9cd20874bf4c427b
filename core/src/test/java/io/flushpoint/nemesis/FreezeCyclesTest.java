package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ACKNOWLEDGED;
import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.SENT;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.RequiresNetns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One freeze after the other, with a server and a network that misbehave at random before, in and after it: resets, FINs, silence, a slow link, cuts, sockets that the kernel kills. Whatever
 * happens, what the sender told of each send agrees with what the server saw. {@code -Dflushpoint.seed} repeats a run,
 * as far as its timing allows; {@code -Dflushpoint.rounds} makes it as long as one likes.
 */
@RequiresNetns
class FreezeCyclesTest {
    private static final int CYCLES = 5;
    private static final int ROUNDS = Integer.getInteger("flushpoint.rounds", 1);

    /** What else a cycle may bring; most bring nothing. */
    private enum Hardship {
        NONE,
        SLOW_LINK,
        CUT,
        KILLED_SOCKETS
    }

    private static final List<Hardship> HARDSHIPS = List.of(
            Hardship.NONE, Hardship.NONE, Hardship.NONE, Hardship.SLOW_LINK, Hardship.CUT, Hardship.KILLED_SOCKETS);

    private static final List<String> BEHAVIOURS =
            List.of("answer", "answer", "answer", "answer", "think", "last", "silent", "fin", "rst");
    private static final List<Integer> SIZES = List.of(10, 3_000, 60_000);
    private static final List<DeliveryLevel> GOALS = List.of(WRITTEN, SENT, ACKNOWLEDGED, ANSWERED);

    private static Scene scene;

    @BeforeAll
    static void open() {
        scene = new Scene();
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    @AfterEach
    void tidy() {
        scene.tidy();
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 3, unit = TimeUnit.HOURS) // by command
    void whatIsToldAgreesWithWhatTheServerSaw(Loop loop, TestReporter reporter) {
        long seed = Long.getLong("flushpoint.seed", System.nanoTime());
        reporter.publishEntry("seed of " + loop, Long.toString(seed));
        Tally tally = new Tally();
        for (int round = 0; round < ROUNDS; round++) {
            if (round > 0) {
                scene.replaceServer(); // which keeps all that it has seen
            }
            round(loop, seed + round, tally);
        }
        reporter.publishEntry("tally of " + loop, tally.toString());
    }

    private static void round(Loop loop, long seed, Tally tally) {
        int answeredBefore = tally.answered;
        SenderChild sender = scene.sender(
                loop,
                "FREEZE_GAP=200",
                "SEND_DEADLINE=1500",
                "ANSWER_DEADLINE=1500",
                "CONNECT_DEADLINE=1500",
                "CONNECTIONS_PER_ENDPOINT=3");
        Cycles cycles = new Cycles(sender, loop, new Random(seed));
        for (int i = 0; i < CYCLES; i++) {
            cycles.turn();
        }
        cycles.awaitSettled();
        cycles.sendWhatIsAnswered();
        cycles.awaitSettled();

        List<RecordedRequest> requests = scene.server().requests();
        for (String id : cycles.ids) {
            List<RecordedRequest> seen = requests.stream()
                    .filter(request -> request.target().endsWith("/" + id))
                    .toList();
            agree("seed " + seed + ", " + id, sender.said(), id, seen, tally);
        }
        assertThat(tally.answered)
                .as("seed %d, %s, %s", seed, tally, sender.said())
                .isGreaterThan(answeredBefore);
    }

    /** The law. */
    private static void agree(String context, List<String> said, String id, List<RecordedRequest> seen, Tally tally) {
        long complete = seen.stream().filter(RecordedRequest::isComplete).count();
        List<String> told =
                said.stream().filter(line -> line.contains(" " + id + " ")).toList();
        String what = context + ": " + told + ", seen " + seen.size() + ", complete " + complete;

        assertThat(complete).as(what).isLessThanOrEqualTo(1);
        for (DeliveryLevel level : DeliveryLevel.values()) {
            assertThat(told.stream().filter(line -> !line.startsWith("news ") && line.contains(id + " " + level + " ")))
                    .as(what)
                    .hasSizeLessThanOrEqualTo(1);
        }
        boolean written = told.stream().anyMatch(line -> line.startsWith("reached " + id + " WRITTEN "));
        List<String> report =
                told.stream().filter(line -> line.startsWith("news ")).toList();
        assertThat(report).as(what).hasSize(written ? 1 : 0);
        if (!written) {
            String failed = told.stream()
                    .filter(line -> line.startsWith("failed " + id + " WRITTEN "))
                    .findFirst()
                    .orElseThrow();
            assertThat(complete).as(what).isZero();
            if (failed.contains("NOTHING_WRITTEN")) {
                assertThat(seen).as(what).isEmpty();
            }
            tally.failed++;
        } else if (report.get(0).contains(" ANSWERED ")) {
            assertThat(complete).as(what).isOne();
            tally.answered++;
        } else {
            tally.arrived += (int) complete;
            tally.lost += (int) (1 - complete);
        }
    }

    /** How the sends of a run ended. */
    private static final class Tally {
        private int answered;
        private int arrived;
        private int lost;
        private int failed;

        @Override
        public String toString() {
            return "answered " + answered + ", told lost or unknown: arrived " + arrived + " and not " + lost
                    + ", not written " + failed;
        }
    }

    /** The cycles of one run. */
    private static final class Cycles {
        private final SenderChild sender;
        private final Loop loop;
        private final Random random;
        private final List<String> ids = new ArrayList<>();

        Cycles(SenderChild sender, Loop loop, Random random) {
            this.sender = sender;
            this.loop = loop;
            this.random = random;
        }

        void turn() {
            Hardship hardship = pick(HARDSHIPS);
            if (hardship == Hardship.SLOW_LINK) {
                scene.limit("4mbit");
            }
            freezeAndThaw();
            switch (hardship) {
                case NONE -> {}
                case SLOW_LINK -> scene.unlimited();
                case CUT -> {
                    scene.gateOn();
                    send();
                    pause(random.nextInt(400));
                    scene.gateOff();
                }
                case KILLED_SOCKETS -> {
                    send();
                    scene.network().app().killSockets(scene.port());
                }
            }
        }

        private void freezeAndThaw() {
            for (int sends = random.nextInt(3); sends >= 0; sends--) {
                send();
            }
            pause(random.nextInt(15));
            boolean gated = random.nextBoolean();
            freeze(gated);
            if (random.nextInt(3) > 0) {
                misbehave();
            }
            if (random.nextBoolean()) {
                send(); // in the instant of the thaw
            }
            pause(random.nextInt(5) == 0 ? 1_100 : 220 + random.nextInt(60));
            thaw(gated);
            if (random.nextInt(3) == 0) {
                sender.command("resumed " + (random.nextBoolean() ? 0 : 5_000));
            }
            send();
            pause(random.nextInt(30));
        }

        void awaitSettled() {
            ids.forEach(id -> sender.awaitAny("news " + id + " ", "failed " + id + " WRITTEN "));
        }

        /** After all of it the sender serves as ever, even if silent exchanges held each connection in the cycles. */
        void sendWhatIsAnswered() {
            send(ANSWERED, pick(SIZES), "answer");
        }

        private void send() {
            DeliveryLevel goal = pick(GOALS);
            boolean known = loop.isEpoll() || goal == WRITTEN || goal == ANSWERED;
            send(known ? goal : WRITTEN, pick(SIZES), pick(BEHAVIOURS));
        }

        private void send(DeliveryLevel goal, int bytes, String behaviour) {
            String id = ids.size() + "-" + loop;
            ids.add(id);
            sender.send(id, goal, bytes, behaviour);
        }

        private void freeze(boolean gated) {
            if (gated) {
                scene.freezeAll(sender);
            } else {
                sender.freeze();
            }
        }

        /** Takes one of the last connections away, by FIN or RST. */
        private void misbehave() {
            int last = scene.lastConnection();
            if (last > 0) {
                int victim = Math.max(1, last - random.nextInt(2));
                if (random.nextBoolean()) {
                    scene.server().closeFin(victim);
                } else {
                    scene.server().closeRst(victim);
                }
            }
        }

        private void thaw(boolean gated) {
            if (gated && random.nextBoolean()) {
                sender.thaw(); // the network comes back after the CPU
                pause(20);
                scene.gateOff();
            } else if (gated) {
                scene.thawAll(sender);
            } else {
                sender.thaw();
            }
        }

        private <T> T pick(List<T> choices) {
            return choices.get(random.nextInt(choices.size()));
        }

        private static void pause(int millis) {
            Await.elapse(Duration.ofMillis(millis));
        }
    }
}
