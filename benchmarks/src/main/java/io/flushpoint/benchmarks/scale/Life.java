package io.flushpoint.benchmarks.scale;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One environment from INIT to the end of the simulation, by the rules of the sender and the adapter, in virtual time.
 * It is frozen between invocations: what happens to a connection meanwhile it sees when the next one begins.
 */
final class Life {
    private static final class Connection {
        final long openedAt;
        final long mostAge;
        final Deque<Long> answers = new ArrayDeque<>(); // that are awaited, the first to come first
        long answeredAt;

        Connection(long now, long mostAge) {
            this.openedAt = now;
            this.mostAge = mostAge;
            this.answeredAt = now;
        }

        void ask(long now, long thinkTime) {
            answeredAt = now + thinkTime;
            answers.addLast(answeredAt);
        }

        int awaited(long now) {
            while (!answers.isEmpty() && answers.getFirst() <= now) {
                answers.removeFirst();
            }
            return answers.size();
        }
    }

    private final Fleet fleet;
    private final Load load;
    private final SplittableRandom random;
    private final List<Connection> connections = new ArrayList<>();
    private long sessionAt = Long.MIN_VALUE / 2; // none yet

    Life(Fleet fleet, Load load, SplittableRandom random) {
        this.fleet = fleet;
        this.load = load;
        this.random = random;
    }

    /** Lives from its INIT on. */
    void live(long born) {
        open(born); // INIT connects to the endpoint
        for (long now = afterPause(born + gap()); now < fleet.duration; now = afterPause(now + gap())) {
            invocation(now);
        }
        while (!connections.isEmpty()) {
            close(connections.get(0), peerCloses(connections.get(0)));
        }
    }

    private long gap() {
        return 1 + (long) (-Math.log(1 - random.nextDouble()) * fleet.gap);
    }

    private long afterPause(long moment) {
        Fleet.Pause pause = fleet.pause;
        boolean paused = moment >= pause.from() && moment < pause.to();
        return paused ? pause.to() + (pause.back() == 0 ? 0 : random.nextLong(pause.back())) : moment;
    }

    private void invocation(long now) {
        forgetTheClosed(now);
        retireTheStale(now);
        if (fleet.ahead && free(now) == null && connections.size() < fleet.connections) {
            open(now);
        }
        if (random.nextDouble() < fleet.sending) {
            send(now);
        }
    }

    private void send(long now) {
        Connection connection = free(now);
        if (connection == null && connections.size() < fleet.connections) {
            connection = open(now);
        }
        if (connection == null) {
            load.waited(); // for an answer: the bound on connections is reached
            return;
        }
        load.sent(now);
        connection.ask(now, fleet.thinkTime);
    }

    /** The newest that is idle, or else has a stream left and is not too old, or null. */
    private @Nullable Connection free(long now) {
        Connection shared = null;
        for (int i = connections.size() - 1; i >= 0; i--) {
            Connection connection = connections.get(i);
            int awaited = connection.awaited(now);
            if (awaited == 0) {
                return connection;
            }
            if (shared == null && awaited < fleet.streams && now - connection.openedAt <= connection.mostAge) {
                shared = connection;
            }
        }
        return shared;
    }

    private void forgetTheClosed(long now) {
        for (Connection connection : List.copyOf(connections)) {
            long closed = peerCloses(connection);
            if (closed <= now) {
                load.foundClosed();
                close(connection, closed);
            }
        }
    }

    /** The idle age counts from the answer, also of a frozen environment: its kernel says how long ago that came. */
    private void retireTheStale(long now) {
        for (Connection connection : List.copyOf(connections)) {
            boolean idle = connection.answeredAt <= now;
            if (idle
                    && (now - connection.answeredAt > fleet.idleAge
                            || now - connection.openedAt > connection.mostAge)) {
                close(connection, now);
            }
        }
    }

    private long peerCloses(Connection connection) {
        return connection.answeredAt + fleet.peerIdle;
    }

    private Connection open(long now) {
        boolean resumed = now - sessionAt <= fleet.sessionLife;
        if (!resumed) {
            sessionAt = now;
        }
        load.opened(now, resumed);
        Connection connection = new Connection(now, mostAge());
        connections.add(connection);
        return connection;
    }

    /** As the sender draws it: the bound, less a random part of up to the jitter. */
    private long mostAge() {
        long part = fleet.connectionAge * fleet.jitterPercent / 100;
        return fleet.connectionAge - (part == 0 ? 0 : random.nextLong(part + 1));
    }

    private void close(Connection connection, long when) {
        connections.remove(connection);
        load.closed(when);
    }
}
