package io.flushpoint.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.flushpoint.Failure;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Production code from the sender down to the socket, over a scripted network in virtual time and one thread: one history a seed.
 *
 * <p>{@code -Dsimulation.runs} says how many, {@code -Dsimulation.minutes} for how long instead, {@code -Dsimulation.seed} from
 * which seed on; of one run the history is told. A seed in which a law is broken is printed, with the smallest history that breaks one,
 * for which {@code -Dsimulation.shrinking} histories may be tried.
 */
class SimulationTest {
    private static final int RUNS = 2_000;
    private static final int SHRINKING_RUNS = 4_000;

    /** What none of these histories can come to: there is no TLS, no proxy, no file in them. */
    private static final Set<Failure> ELSEWHERE = EnumSet.of(
            Failure.PROXY_FAILED,
            Failure.PROXY_TIMEOUT,
            Failure.TLS_FAILED,
            Failure.TLS_TIMEOUT,
            Failure.LEVEL_UNAVAILABLE,
            Failure.BODY_FAILED,
            Failure.BYTES_IN_FLIGHT_EXCEEDED);

    private static final List<Logger> LOGGERS =
            List.of(Logger.getLogger("io.flushpoint"), Logger.getLogger("io.netty"));

    /** Callbacks that throw and peers that break the protocol are the matter here. */
    @BeforeAll
    static void silence() {
        LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
    }

    @AfterAll
    static void speak() {
        LOGGERS.forEach(logger -> logger.setLevel(null));
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS) // by command
    void inNoHistoryIsALawBroken() {
        long seed = Long.getLong("simulation.seed", 1);
        long minutes = Long.getLong("simulation.minutes", 0);
        long runs = minutes > 0 ? Long.MAX_VALUE : Long.getLong("simulation.runs", RUNS);
        long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
        Set<Failure> seen = EnumSet.noneOf(Failure.class);
        long run = 0;
        while (run < runs && (minutes == 0 || System.nanoTime() - end < 0)) {
            seen.addAll(failuresOf(seed + run, runs == 1));
            run++;
        }

        System.out.println("simulation: " + run + " histories from seed " + seed + ", no law is broken");
        if (run >= RUNS) {
            assertThat(seen).as("ends that came about").containsAll(EnumSet.complementOf(EnumSet.copyOf(ELSEWHERE)));
        }
    }

    private static Set<Failure> failuresOf(long seed, boolean tell) {
        Choices choices = Choices.of(seed);
        Simulation simulation = new Simulation(choices);
        if (!simulation.run().isEmpty()) {
            int tries = Integer.getInteger("simulation.shrinking", SHRINKING_RUNS);
            fail(story(seed, choices.made(), Simulation::new, tries));
        }
        if (tell) {
            simulation.trace().forEach(System.out::println);
        }
        return simulation.failures();
    }

    private static String story(long seed, int[] broken, Function<Choices, Simulation> histories, int tries) {
        int[] smallest = new Shrinking(histories, tries).of(broken);
        Simulation again = histories.apply(Choices.again(smallest));
        List<String> laws = again.run();
        return "seed " + seed + " breaks a law; " + smallest.length + " of " + broken.length + " choices do:\n"
                + String.join("\n", again.trace())
                + "\nBROKEN: " + String.join("\nBROKEN: ", laws);
    }

    @Test
    void aSeedTellsTheSameHistoryEachTime() {
        for (long seed = 1; seed <= 20; seed++) {
            Simulation first = new Simulation(Choices.of(seed));
            Simulation second = new Simulation(Choices.of(seed));
            first.run();
            second.run();

            assertThat(second.trace()).isEqualTo(first.trace());
        }
    }

    @Test
    void theChoicesOfAHistoryTellItAgain() {
        Choices choices = Choices.of(7);
        Simulation first = new Simulation(choices);
        first.run();
        Simulation again = new Simulation(Choices.again(choices.made()));
        again.run();

        assertThat(again.trace()).isEqualTo(first.trace());
    }

    /** Whoever judges is judged: a kernel that calls acknowledged what it has only accepted. */
    @Test
    void aKernelThatLiesIsFoundOutInASmallHistory() {
        Function<Choices, Simulation> lying = choices -> new Simulation(choices, true);
        long seed = 1;
        Choices choices = Choices.of(seed);
        while (lying.apply(choices).run().isEmpty()) {
            seed++;
            choices = Choices.of(seed);
        }

        String story = story(seed, choices.made(), lying, SHRINKING_RUNS);

        assertThat(seed).isLessThan(100);
        assertThat(story).contains("before its last byte");
        assertThat(story.lines().count()).isLessThan(20);
    }
}
