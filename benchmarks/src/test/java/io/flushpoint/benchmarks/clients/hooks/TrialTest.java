package io.flushpoint.benchmarks.clients.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.Roster;
import io.flushpoint.benchmarks.clients.hooks.Finding.Copies;
import io.flushpoint.benchmarks.clients.hooks.PlantedFactory.Fault;
import io.flushpoint.benchmarks.clients.sink.Sink;
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
        Finding finding = find(new PlantedFactory(Fault.NONE));
        assertThat(finding.verdict()).isEqualTo(HookVerdict.AFTER);
        assertThat(finding.copies()).isEqualTo(new Copies(1, 1));
    }

    @Test
    void catchesAHookThatFiresFirst() throws Exception {
        Finding finding = find(new PlantedFactory(Fault.FIRES_FIRST));
        assertThat(finding.heldPeer()).isEqualTo(HookVerdict.BEFORE);
        assertThat(finding.stalledHook()).isEqualTo(HookVerdict.BEFORE);
        assertThat(finding.verdict()).isEqualTo(HookVerdict.BEFORE);
    }

    @Test
    void catchesAHookThatBackPressureMakesLookHonest() throws Exception {
        Finding finding = find(new PlantedFactory(Fault.FIRES_BEFORE_THE_LAST_BYTE));
        assertThat(finding.heldPeer()).isEqualTo(HookVerdict.AFTER);
        assertThat(finding.stalledHook()).isEqualTo(HookVerdict.BEFORE);
        assertThat(finding.verdict()).isEqualTo(HookVerdict.BEFORE);
    }

    @Test
    void tellsAHookThatNeverFires() throws Exception {
        assertThat(find(new PlantedFactory(Fault.SILENT)).verdict()).isEqualTo(HookVerdict.NEVER);
    }

    @Test
    void countsTheCopiesOfAClientThatPostsAgain() throws Exception {
        assertThat(find(new PlantedFactory(Fault.POSTS_THRICE)).copies()).isEqualTo(new Copies(3, 3));
    }

    @Test
    void clearsFlushpointAtEveryLevel() throws Exception {
        for (String name : List.of("flushpoint-caller", "flushpoint-dedicated")) {
            ClientFactory factory = Roster.load().named(name);
            assertThat(findAll(factory)).hasSize(factory.hooks().size()).allSatisfy(finding -> {
                assertThat(finding.verdict()).isEqualTo(HookVerdict.AFTER);
                assertThat(finding.copies()).isEqualTo(new Copies(1, 1));
            });
        }
    }

    private Finding find(ClientFactory factory) throws Exception {
        return findAll(factory).get(0);
    }

    private List<Finding> findAll(ClientFactory factory) throws Exception {
        List<Finding> findings = new ArrayList<>();
        trial.run(factory, findings::add);
        return findings;
    }
}
