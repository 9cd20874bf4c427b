package io.flushpoint.benchmarks.lab;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Courses about what the function does, and how often at once. */
final class Loads {
    private Loads() {}

    static final class Deadline implements Course {
        @Override
        public int warmUps() {
            return 3;
        }

        @Override
        public Duration reading() {
            return Course.SHORT_READING;
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
        public void whileFrozen(Stage stage, int cycle) {
            stage.swallowPeer(cycle % 2 == 1);
        }

        @Override
        public void heal(Stage stage, int cycle) {
            stage.swallowPeer(false);
        }
    }

    static final class FanOut implements Course {
        @Override
        public Part part() {
            return Part.reporting(20);
        }

        @Override
        public int peers() {
            return 4;
        }

        @Override
        public void whileFrozen(Stage stage, int cycle) throws InterruptedException {
            stage.audibly(() -> stage.peers().get(cycle % 4).closeIdle());
        }
    }

    static final class Fleet implements Course {
        @Override
        public Duration reading() {
            return Course.SHORT_READING;
        }

        @Override
        public int environments() {
            return 4;
        }

        @Override
        public void whileFrozen(Stage stage, int cycle) {
            if (cycle % 5 == 4) {
                stage.peer().closeIdle();
            }
        }
    }

    /** As the fan-out, by a function as one would write it. */
    static final class Watcher implements Course {
        private static final int FUNCTIONS = 20;

        @Override
        public Part part() {
            return new Part("StatusWatcher", FUNCTIONS, false);
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
        public void whileFrozen(Stage stage, int cycle) throws InterruptedException {
            stage.audibly(() -> stage.peers().get(cycle % 4).closeIdle());
        }
    }
}
