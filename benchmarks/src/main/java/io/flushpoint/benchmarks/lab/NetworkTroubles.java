package io.flushpoint.benchmarks.lab;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the network between environment and peer may do. */
final class NetworkTroubles {
    private NetworkTroubles() {}

    static final class Blackhole implements ScenarioScript {
        @Override
        public Duration reading() {
            return ScenarioScript.SHORT_READING;
        }

        @Override
        public Duration freeze(int cycle) {
            return cycle % 2 == 0 ? ScenarioScript.SHORT : ScenarioScript.LONG;
        }

        @Override
        public Optional<Duration> bound() {
            return Optional.of(Duration.ofMillis(400));
        }

        @Override
        public void prepare(FaultTargets stage) {
            stage.place().setting("tcp_retries2", 5);
        }

        @Override
        public void whileFrozen(FaultTargets stage, int cycle) {
            stage.swallowConnections();
        }
    }

    static final class SlowThaw implements ScenarioScript {
        @Override
        public Duration reading() {
            return ScenarioScript.SHORT_READING;
        }

        @Override
        public Duration networkDelay(int cycle) {
            return List.of(50, 100, 200, 350, 500).stream()
                    .map(Duration::ofMillis)
                    .toList()
                    .get(cycle % 5);
        }
    }

    static final class BigBody implements ScenarioScript {
        @Override
        public int bodyBytes() {
            return 1_000_000;
        }

        @Override
        public int warmUps() {
            return 3;
        }

        @Override
        public void prepare(FaultTargets stage) {
            stage.place().slowDown("50mbit");
        }
    }
}
