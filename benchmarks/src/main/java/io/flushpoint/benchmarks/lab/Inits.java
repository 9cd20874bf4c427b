package io.flushpoint.benchmarks.lab;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Courses about the first invocation: each cycle has an environment of its own. */
final class Inits {
    private Inits() {}

    static final class First implements ScenarioScript {
        @Override
        public boolean besideEmpty() {
            return true;
        }

        @Override
        public boolean environmentPerCycle() {
            return true;
        }
    }

    static final class InitGap implements ScenarioScript {
        @Override
        public int warmUps() {
            return 3;
        }

        @Override
        public boolean environmentPerCycle() {
            return true;
        }

        @Override
        public Optional<Duration> gap() {
            return Optional.of(Duration.ofMillis(1300));
        }

        @Override
        public Map<String, String> options(int cycle) {
            return cycle % 6 < 3 ? Map.of("FLUSHPOINT_IDLE_AGE", "1000") : Map.of();
        }

        @Override
        public void whileFrozen(FaultTargets stage, int cycle) throws InterruptedException {
            switch (cycle % 3) {
                case 0 -> stage.audibly(() -> stage.peers().forEach(Peer::closeIdle));
                case 1 -> stage.peers().forEach(Peer::reset);
                default -> stage.swallowConnections();
            }
        }
    }
}
