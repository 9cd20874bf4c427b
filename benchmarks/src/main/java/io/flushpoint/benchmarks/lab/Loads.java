package io.flushpoint.benchmarks.lab;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Courses about what the function does, and how often at once. */
final class Loads {
    private Loads() {}

    static final class Deadline implements ScenarioScript {
        @Override
        public int warmUps() {
            return 3;
        }

        @Override
        public Duration reading() {
            return ScenarioScript.SHORT_READING;
        }

        @Override
        public Duration limit() {
            return Duration.ofMillis(400);
        }

        @Override
        public Optional<Duration> bound() {
            return Optional.of(limit());
        }

        @Override
        public Map<String, String> event(int cycle) {
            return Map.of("left", List.of("150", "110", "60", "20", "5").get(cycle / 2 % 5));
        }

        @Override
        public void whileFrozen(FaultTargets stage, int cycle) {
            stage.swallowPeer(cycle % 2 == 1);
        }

        @Override
        public void heal(FaultTargets stage, int cycle) {
            stage.swallowPeer(false);
        }
    }

    static final class FanOut implements ScenarioScript {
        @Override
        public FunctionRole part() {
            return FunctionRole.reporting(20);
        }

        @Override
        public int peers() {
            return 4;
        }

        @Override
        public void whileFrozen(FaultTargets stage, int cycle) throws InterruptedException {
            stage.audibly(() -> stage.peers().get(cycle % 4).closeIdle());
        }
    }

    static final class Fleet implements ScenarioScript {
        @Override
        public Duration reading() {
            return ScenarioScript.SHORT_READING;
        }

        @Override
        public int environments() {
            return 4;
        }

        @Override
        public void whileFrozen(FaultTargets stage, int cycle) {
            if (cycle % 5 == 4) {
                stage.peer().closeIdle();
            }
        }
    }

    /** As the fan-out, by a function as one would write it. */
    static final class Watcher implements ScenarioScript {
        private static final int FUNCTIONS = 20;

        @Override
        public FunctionRole part() {
            return new FunctionRole("StatusWatcher", FUNCTIONS, false);
        }

        @Override
        public Map<String, String> event(int cycle) {
            return Map.of("functions", Integer.toString(FUNCTIONS));
        }

        @Override
        public int peers() {
            return 4;
        }

        @Override
        public void whileFrozen(FaultTargets stage, int cycle) throws InterruptedException {
            stage.audibly(() -> stage.peers().get(cycle % 4).closeIdle());
        }
    }
}
