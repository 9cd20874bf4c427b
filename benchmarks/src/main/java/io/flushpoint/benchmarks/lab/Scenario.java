package io.flushpoint.benchmarks.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the lab can have peer and network do around each freeze. A cycle is a freeze, what happens during it, a thaw, and
 * an invocation.
 */
enum Scenario {
    STEADY(20, "a healthy peer, a healthy network", new ScenarioScript() {}),

    FIRST(
            1,
            "each cycle an environment of its own: the first invocation after INIT against warm ones",
            new Inits.First()),

    IDLE_CLOSE(
            15,
            "the peer ends its idle connections during the freeze; the FINs reach the frozen kernel",
            new PeerTroubles.IdleClose()),

    RESET_IN_FREEZE(
            8,
            "the peer resets its connections; in odd cycles, frozen 1.2 s, the resets are lost on the way",
            new PeerTroubles.ResetInFreeze()),

    BLACKHOLE(
            6,
            "all connections vanish without a word; in odd cycles, frozen 1.2 s, the thaw probe can tell."
                    + " Simulated: the kernel gives up after 5 retransmissions, not 15; answers are waited for 2 s, not 60",
            new NetworkTroubles.Blackhole()),

    SLOW_THAW(4, "the network is back 50 to 500 ms after the process", new NetworkTroubles.SlowThaw()),

    INIT_GAP(
            1,
            "each cycle an environment of its own, frozen between INIT and the first invocation, while the peer ends,"
                    + " resets or loses its connections; in half of the cycles they are too old, in the others the thaw"
                    + " probe must tell. Simulated: 1.3 s stand for minutes, an idle limit of 1 s for one of 50",
            new Inits.InitGap()),

    BIG_BODY(8, "1 MB a send over a link of 50 Mbit/s", new NetworkTroubles.BigBody()),

    OUTAGE(
            10,
            "five cycles each: healthy, connections refused, out of reach, hanging (takes bytes, reads nothing)."
                    + " Simulated: answers are waited for 2 s, not 60",
            new PeerTroubles.Outage()),

    DEADLINE(
            8,
            "the function computes until 150 to 5 of its 400 ms are left, then sends;"
                    + " in odd cycles the peer is out of reach",
            new Loads.Deadline()),

    FAN_OUT(
            10,
            "20 sends to 4 peers each invocation; one of the 4 ends its idle connections during the freeze",
            new Loads.FanOut()),

    WATCHER(
            5,
            "the sample StatusWatcher: the status of 20 functions to 4 peers each invocation; one of the 4 ends its idle connections during the freeze",
            new Loads.Watcher()),

    FLEET(
            10,
            "four environments at once against one peer, which ends all idle connections now and then",
            new Loads.Fleet());

    private final int share;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // a course has no state
    private final ScenarioScript course;

    Scenario(int share, String description, ScenarioScript course) {
        this.share = share;
        this.description = description;
        this.course = course;
    }

    /** Its part, in percent, of the cycles when all scenarios run. */
    int share() {
        return share;
    }

    String description() {
        return description;
    }

    ScenarioScript course() {
        return course;
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
}
