package io.flushpoint.benchmarks.peers.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.benchmarks.peers.Peer;
import io.flushpoint.benchmarks.peers.Roster;
import io.flushpoint.benchmarks.peers.hooks.Finding.Copies;
import io.flushpoint.benchmarks.peers.hooks.PlantedPeer.Fault;
import io.flushpoint.benchmarks.peers.sink.Sink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrialTest {
    private Sink sink;
    private Trial trial;

    @BeforeAll
    void start() throws Exception {
        sink = Sink.start();
        trial = new Trial(sink, Duration.ofMillis(500), Duration.ofMillis(200), Duration.ofMillis(200));
    }

    @AfterAll
    void end() {
        sink.close();
    }

    @Test
    void clearsAnHonestClient() throws Exception {
        Finding finding = find(new PlantedPeer(Fault.NONE));
        assertThat(finding.verdict()).isEqualTo(HookVerdict.AFTER);
        assertThat(finding.copies()).isEqualTo(new Copies(1, 1));
    }

    @Test
    void catchesAHookThatFiresFirst() throws Exception {
        Finding finding = find(new PlantedPeer(Fault.FIRES_FIRST));
        assertThat(finding.heldPeer()).isEqualTo(HookVerdict.BEFORE);
        assertThat(finding.stalledHook()).isEqualTo(HookVerdict.BEFORE);
        assertThat(finding.verdict()).isEqualTo(HookVerdict.BEFORE);
    }

    @Test
    void catchesAHookThatBackPressureMakesLookHonest() throws Exception {
        Finding finding = find(new PlantedPeer(Fault.FIRES_BEFORE_THE_LAST_BYTE));
        assertThat(finding.heldPeer()).isEqualTo(HookVerdict.AFTER);
        assertThat(finding.stalledHook()).isEqualTo(HookVerdict.BEFORE);
        assertThat(finding.verdict()).isEqualTo(HookVerdict.BEFORE);
    }

    @Test
    void tellsAHookThatNeverFires() throws Exception {
        assertThat(find(new PlantedPeer(Fault.SILENT)).verdict()).isEqualTo(HookVerdict.NEVER);
    }

    @Test
    void countsTheCopiesOfAClientThatPostsAgain() throws Exception {
        assertThat(find(new PlantedPeer(Fault.POSTS_THRICE)).copies()).isEqualTo(new Copies(3, 3));
    }

    @Test
    void clearsFlushpointAtEveryLevel() throws Exception {
        for (String name : List.of("flushpoint-caller", "flushpoint-dedicated")) {
            Peer peer = Roster.load().named(name);
            assertThat(findAll(peer)).hasSize(peer.hooks().size()).allSatisfy(finding -> {
                assertThat(finding.verdict()).isEqualTo(HookVerdict.AFTER);
                assertThat(finding.copies()).isEqualTo(new Copies(1, 1));
            });
        }
    }

    private Finding find(Peer peer) throws Exception {
        return findAll(peer).get(0);
    }

    private List<Finding> findAll(Peer peer) throws Exception {
        List<Finding> findings = new ArrayList<>();
        trial.run(peer, findings::add);
        return findings;
    }
}
