package io.flushpoint.benchmarks.lab;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What peer and network do around each freeze. A cycle is a freeze, what happens during it, a thaw, and an invocation;
 * cycles count from 0, and several scenarios alternate by them.
 */
enum Scenario {
    STEADY(20, "a healthy peer, a healthy network") {},

    FIRST(1, "each cycle an environment of its own: the first invocation after INIT against warm ones") {
        @Override
        boolean environmentPerCycle() {
            return true;
        }
    },

    IDLE_CLOSE(15, "the peer ends its idle connections during the freeze; the FINs reach the frozen kernel") {
        @Override
        void whileFrozen(Stage stage, int cycle) throws InterruptedException {
            stage.audibly(() -> stage.peers().forEach(Peer::closeIdle));
        }
    },

    RESET_IN_FREEZE(8, "the peer resets its connections; in odd cycles, frozen 1.2 s, the resets are lost on the way") {
        @Override
        Duration freeze(int cycle) {
            return cycle % 2 == 0 ? SHORT : LONG;
        }

        @Override
        void whileFrozen(Stage stage, int cycle) throws InterruptedException {
            if (cycle % 2 == 0) {
                stage.audibly(() -> stage.peers().forEach(Peer::reset));
            } else {
                stage.peers().forEach(Peer::reset);
            }
        }
    },

    BLACKHOLE(
            6,
            "all connections vanish without a word; in odd cycles, frozen 1.2 s, the thaw probe can tell."
                    + " Simulated: the kernel gives up after 5 retransmissions, not 15; answers are waited for 2 s, not 60") {
        @Override
        Duration freeze(int cycle) {
            return cycle % 2 == 0 ? SHORT : LONG;
        }

        @Override
        Optional<Duration> bound() {
            return Optional.of(Duration.ofMillis(400));
        }

        @Override
        void prepare(Stage stage) {
            stage.place().setting("tcp_retries2", 5);
        }

        @Override
        void whileFrozen(Stage stage, int cycle) {
            stage.swallowConnections();
        }
    },

    SLOW_THAW(4, "the network is back 50 to 500 ms after the process") {
        @Override
        Duration networkDelay(int cycle) {
            return List.of(50, 100, 200, 350, 500).stream()
                    .map(Duration::ofMillis)
                    .toList()
                    .get(cycle % 5);
        }
    },

    INIT_GAP(
            1,
            "each cycle an environment of its own, frozen between INIT and the first invocation, while the peer ends,"
                    + " resets or loses its connections; in half of the cycles they are too old, in the others the thaw"
                    + " probe must tell. Simulated: 1.3 s stand for minutes, an idle limit of 1 s for one of 50") {
        @Override
        boolean environmentPerCycle() {
            return true;
        }

        @Override
        Optional<Duration> gap() {
            return Optional.of(Duration.ofMillis(1300));
        }

        @Override
        Map<String, String> options(int cycle) {
            return cycle % 6 < 3 ? Map.of("FLUSHPOINT_IDLE_AGE", "1000") : Map.of();
        }

        @Override
        void whileFrozen(Stage stage, int cycle) throws InterruptedException {
            switch (cycle % 3) {
                case 0 -> stage.audibly(() -> stage.peers().forEach(Peer::closeIdle));
                case 1 -> stage.peers().forEach(Peer::reset);
                default -> stage.swallowConnections();
            }
        }
    },

    BIG_BODY(8, "1 MB a send over a link of 50 Mbit/s") {
        @Override
        int bodyBytes() {
            return 1_000_000;
        }

        @Override
        int warmUps() {
            return 3;
        }

        @Override
        void prepare(Stage stage) {
            stage.place().slowDown("50mbit");
        }
    },

    OUTAGE(
            10,
            "five cycles each: healthy, connections refused, out of reach, hanging (takes bytes, reads nothing)."
                    + " Simulated: answers are waited for 2 s, not 60") {
        @Override
        Optional<Duration> bound() {
            return Optional.of(Duration.ofMillis(300));
        }

        @Override
        void whileFrozen(Stage stage, int cycle) throws InterruptedException {
            if (cycle % 5 != 0) {
                return;
            }
            heal(stage, cycle);
            switch (cycle / 5 % 4) {
                case 1 -> {
                    stage.peer().refuse();
                    stage.peer().reset();
                }
                case 2 -> stage.swallowPeer(true);
                case 3 -> stage.peer().hang();
                default -> {}
            }
        }

        @Override
        void heal(Stage stage, int cycle) {
            stage.peer().recover(cycle / 20 % 2 == 0);
            stage.swallowPeer(false);
        }
    },

    DEADLINE(
            8,
            "the function computes until 150 to 5 of its 400 ms are left, then sends;"
                    + " in odd cycles the peer is out of reach") {
        @Override
        Duration limit() {
            return Duration.ofMillis(400);
        }

        @Override
        Optional<Duration> bound() {
            return Optional.of(limit());
        }

        @Override
        Map<String, String> event(int cycle) {
            return Map.of("left", List.of("150", "110", "60", "20", "5").get(cycle / 2 % 5));
        }

        @Override
        void whileFrozen(Stage stage, int cycle) {
            stage.swallowPeer(cycle % 2 == 1);
        }

        @Override
        void heal(Stage stage, int cycle) {
            stage.swallowPeer(false);
        }
    },

    FAN_OUT(10, "20 sends to 4 peers each invocation; one of the 4 ends its idle connections during the freeze") {
        @Override
        int sends() {
            return 20;
        }

        @Override
        int peers() {
            return 4;
        }

        @Override
        void whileFrozen(Stage stage, int cycle) throws InterruptedException {
            stage.audibly(() -> stage.peers().get(cycle % 4).closeIdle());
        }
    },

    FLEET(10, "four environments at once against one peer, which ends all idle connections now and then") {
        @Override
        int environments() {
            return 4;
        }

        @Override
        void whileFrozen(Stage stage, int cycle) {
            if (cycle % 5 == 4) {
                stage.peer().closeIdle();
            }
        }
    };

    /** A freeze that neither clocks nor thaw probe notice. */
    static final Duration SHORT = Duration.ofMillis(60);

    /** A freeze after which the kernel calls a connection idle for more than a second, so that the thaw probe works. */
    static final Duration LONG = Duration.ofMillis(1200);

    private final int share;
    private final String description;

    Scenario(int share, String description) {
        this.share = share;
        this.description = description;
    }

    /** Its part, in percent, of the cycles when all scenarios run. */
    int share() {
        return share;
    }

    String description() {
        return description;
    }

    /** The name on the command line and in the results. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Scenario of(String word) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is not one of " + words()));
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Scenario::word).collect(Collectors.toList());
    }

    /** Whether it is about what a freeze does, or needs the lab's network: then it takes root, and no managed mode. */
    boolean needsFreeze() {
        return switch (this) {
            case RESET_IN_FREEZE, BLACKHOLE, SLOW_THAW, INIT_GAP, BIG_BODY -> true;
            default -> false;
        };
    }

    /** Whether INIT is the thing, so that each cycle starts an environment. */
    boolean environmentPerCycle() {
        return false;
    }

    /** How many environments run at once. */
    int environments() {
        return 1;
    }

    /** How many collectors there are. */
    int peers() {
        return 1;
    }

    /** How many sends each invocation makes. */
    int sends() {
        return 1;
    }

    int bodyBytes() {
        return 100;
    }

    /** Time limit of the function. */
    Duration limit() {
        return Lab.FUNCTION_LIMIT;
    }

    /** What the adapter is told to wait at most, if the scenario is about that, or the function's limit. */
    Optional<Duration> bound() {
        return Optional.empty();
    }

    /** How long the environment is frozen before a cycle's invocation. */
    Duration freeze(int cycle) {
        return SHORT;
    }

    /** How long it is frozen between INIT and its first invocation, if at all. */
    Optional<Duration> gap() {
        return Optional.empty();
    }

    /** How long after the process the network is thawed. */
    Duration networkDelay(int cycle) {
        return Duration.ZERO;
    }

    /** Invocations without a freeze between, before the first cycle: what the cycles are compared with. */
    int warmUps() {
        return 10;
    }

    /** Fields of the event beside those that every one has. */
    Map<String, String> event(int cycle) {
        return Map.of();
    }

    /** Options of the adapter, as environment variables. */
    Map<String, String> options(int cycle) {
        return Map.of();
    }

    /** Before the environment is started. */
    void prepare(Stage stage) {}

    /** While the environment is frozen; in managed mode between two invocations. */
    void whileFrozen(Stage stage, int cycle) throws InterruptedException {}

    /** When all is over: peers and network are well again, but for what is lost for good. */
    void heal(Stage stage, int cycle) {}
}
