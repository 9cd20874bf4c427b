package io.flushpoint.benchmarks.scale;

import io.flushpoint.benchmarks.report.LinePlot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The questions asked of the simulation, and what it answers. */
final class Experiments {
    /** Cores that the collector has for handshakes, where a queue is told. */
    static final double CORES = 4;

    private static final long[] GAPS = {1, 2, 5, 10, 20, 30, 40, 60, 90, 120, 180, 300, 420, 600};

    private final long seed;
    private final int environments;
    private final Cost cost;
    private final List<Row> rows = new ArrayList<>();
    private final List<LinePlot.Series> reconnects = new ArrayList<>();
    private final List<LinePlot.Series> shares = new ArrayList<>();

    Experiments(long seed, int environments, Cost cost) {
        this.seed = seed;
        this.environments = environments;
        this.cost = cost;
    }

    /** Runs all of them. */
    List<Row> run() {
        burst();
        jitter();
        thaw();
        idleAge();
        ahead();
        connections();
        streams();
        return rows;
    }

    /** Handshakes a second over time, by jitter; made by {@link #run}. */
    LinePlot reconnects() {
        return new LinePlot("seconds since the burst began", "handshakes a second", false, reconnects);
    }

    /** Handshakes per hundred sends over the gap between invocations, by idle age; made by {@link #run}. */
    LinePlot shares() {
        return new LinePlot(
                "mean seconds between two invocations of an environment", "handshakes per 100 sends", true, shares);
    }

    private Fleet fleet(Consumer<Fleet> change) {
        return Fleet.with(fleet -> {
            fleet.environments = environments;
            change.accept(fleet);
        });
    }

    private void burst() {
        for (long ramp : new long[] {1, 10, 100}) {
            Load load = fleet(fleet -> {
                        fleet.ramp = ramp * 1_000;
                        fleet.duration = 200_000;
                    })
                    .simulate(seed);
            rows.add(Row.of(
                    "burst",
                    "made within s",
                    ramp,
                    "handshakes/s at most",
                    load.peak(0, 200),
                    "full",
                    load.full(0, 200),
                    "cores at most",
                    load.peakCores(cost, 0, 200),
                    "queue s at " + (int) CORES + " cores",
                    load.longestQueue(cost, CORES, 0, 200),
                    "connections at most",
                    load.mostOpen()));
        }
    }

    private void jitter() {
        for (long thinkTime : new long[] {0, 100}) {
            for (long age : new long[] {60, 300}) {
                for (long percent : new long[] {0, 20, 100}) {
                    Load load = fleet(fleet -> {
                                fleet.thinkTime = thinkTime;
                                fleet.jitterPercent = percent;
                                fleet.connectionAge = age * 1_000;
                            })
                            .simulate(seed);
                    int from = 20; // when the burst itself is over
                    int to = load.seconds();
                    rows.add(Row.of(
                            "jitter",
                            "answer after ms",
                            thinkTime,
                            "CONNECTION_AGE s",
                            age,
                            "AGE_JITTER %",
                            percent,
                            "handshakes/s at most",
                            load.peak(from, to),
                            "on average",
                            load.handshakes(from, to) / (double) (to - from),
                            "cores at most",
                            load.peakCores(cost, from, to)));
                    if (age == 300 && thinkTime == 0) {
                        reconnects.add(overTime("AGE_JITTER " + percent + " %", load, from));
                    }
                }
            }
        }
    }

    private static LinePlot.Series overTime(String name, Load load, int from) {
        return new LinePlot.Series(
                name,
                IntStream.range(from, load.seconds())
                        .mapToObj(second -> new LinePlot.Value(second, load.handshakes(second)))
                        .toList());
    }

    private void thaw() {
        for (long idleAge : new long[] {5, 50, 300}) {
            for (long paused : new long[] {3, 30, 60, 120, 400}) {
                for (long back : new long[] {1, 30}) {
                    int from = 120 + (int) paused;
                    int to = from + 60;
                    Load load = fleet(fleet -> {
                                fleet.idleAge = idleAge * 1_000;
                                fleet.peerIdle = 350_000;
                                fleet.pause = new Fleet.Pause(120_000, 120_000 + paused * 1_000, back * 1_000);
                                fleet.duration = to * 1_000L;
                            })
                            .simulate(seed);
                    rows.add(Row.of(
                            "thaw",
                            "IDLE_AGE s",
                            idleAge,
                            "paused s",
                            paused,
                            "back within s",
                            back,
                            "handshakes/s at most",
                            load.peak(from, to),
                            "in the minute after",
                            load.handshakes(from, to),
                            "of them full",
                            load.full(from, to),
                            "cores at most",
                            load.peakCores(cost, from, to),
                            "closed by the other side",
                            load.closedByPeer()));
                }
            }
        }
    }

    private void idleAge() {
        for (long idleAge : new long[] {5, 50, 300}) {
            List<LinePlot.Value> points = new ArrayList<>();
            for (long seconds : GAPS) {
                Load load = fleet(fleet -> {
                            fleet.gap = seconds * 1_000;
                            fleet.idleAge = idleAge * 1_000;
                            fleet.peerIdle = 350_000;
                            fleet.duration = 1_800_000;
                        })
                        .simulate(seed);
                double share = 100.0 * load.handshakes(600, 1_800) / load.sends(600, 1_800);
                points.add(new LinePlot.Value(seconds, share));
                rows.add(Row.of(
                        "idle-age",
                        "IDLE_AGE s",
                        idleAge,
                        "gap s",
                        seconds,
                        "handshakes per 100 sends",
                        share,
                        "handshakes/s",
                        load.handshakes(600, 1_800) / 1_200.0,
                        "of them full %",
                        100.0 * load.full(600, 1_800) / load.handshakes(600, 1_800),
                        "connections at most",
                        load.mostOpen()));
            }
            shares.add(new LinePlot.Series("IDLE_AGE " + idleAge + " s", points));
        }
    }

    private void ahead() {
        for (double sending : new double[] {1, 0.1}) {
            for (boolean ahead : new boolean[] {true, false}) {
                for (long thinkTime : new long[] {100, 5_000}) {
                    Load load = fleet(fleet -> {
                                fleet.gap = 20_000;
                                fleet.sending = sending;
                                fleet.ahead = ahead;
                                fleet.thinkTime = thinkTime;
                            })
                            .simulate(seed);
                    rows.add(Row.of(
                            "ahead",
                            "opened as the invocation begins",
                            ahead ? "yes" : "no",
                            "invocations that send %",
                            Math.round(100 * sending),
                            "answer after ms",
                            thinkTime,
                            "handshakes/s",
                            load.handshakes(300, 1_200) / 900.0,
                            "per 100 sends",
                            100.0 * load.handshakes(300, 1_200) / load.sends(300, 1_200)));
                }
            }
        }
    }

    private void connections() {
        for (long thinkTime : new long[] {100, 950, 5_000, 30_000}) {
            for (int most : new int[] {64, 8, 1}) {
                Load load = fleet(fleet -> {
                            fleet.thinkTime = thinkTime;
                            fleet.connections = most;
                            fleet.duration = 600_000;
                        })
                        .simulate(seed);
                rows.add(Row.of(
                        "connections",
                        "answer after ms",
                        thinkTime,
                        "CONNECTIONS_PER_ENDPOINT",
                        (long) most,
                        "connections at most",
                        load.mostOpen(),
                        "per environment",
                        load.mostOpen() / (double) environments,
                        "sends that find none %",
                        100.0 * load.waits() / (load.waits() + load.sends(0, 600))));
            }
        }
    }

    private void streams() {
        for (long thinkTime : new long[] {100, 950, 5_000, 30_000}) {
            for (int streams : new int[] {1, 100}) {
                Load load = fleet(fleet -> {
                            fleet.thinkTime = thinkTime;
                            fleet.streams = streams;
                            fleet.duration = 600_000;
                        })
                        .simulate(seed);
                rows.add(Row.of(
                        "streams",
                        "answer after ms",
                        thinkTime,
                        "STREAMS_PER_CONNECTION",
                        (long) streams,
                        "connections at most",
                        load.mostOpen(),
                        "per environment",
                        load.mostOpen() / (double) environments,
                        "handshakes/s",
                        load.handshakes(60, 600) / 540.0));
            }
        }
    }
}
