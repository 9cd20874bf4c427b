package io.flushpoint.benchmarks.lab;

import java.time.Duration;
import java.util.Optional;

/** What a peer may do to its connections while the environment is frozen. */
final class PeerTroubles {
    private PeerTroubles() {}

    static final class IdleClose implements ScenarioScript {
        @Override
        public void whileFrozen(FaultTargets stage, int cycle) throws InterruptedException {
            stage.audibly(() -> stage.peers().forEach(Peer::closeIdle));
        }
    }

    static final class ResetInFreeze implements ScenarioScript {
        @Override
        public Duration freeze(int cycle) {
            return cycle % 2 == 0 ? ScenarioScript.SHORT : ScenarioScript.LONG;
        }

        @Override
        public void whileFrozen(FaultTargets stage, int cycle) throws InterruptedException {
            if (cycle % 2 == 0) {
                stage.audibly(() -> stage.peers().forEach(Peer::reset));
            } else {
                stage.peers().forEach(Peer::reset);
            }
        }
    }

    static final class Outage implements ScenarioScript {
        @Override
        public Duration reading() {
            return ScenarioScript.SHORT_READING;
        }

        @Override
        public Optional<Duration> bound() {
            return Optional.of(Duration.ofMillis(300));
        }

        @Override
        public void whileFrozen(FaultTargets stage, int cycle) throws InterruptedException {
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
        public void heal(FaultTargets stage, int cycle) {
            stage.peer().recover(cycle / 20 % 2 == 0);
            stage.swallowPeer(false);
        }
    }
}
