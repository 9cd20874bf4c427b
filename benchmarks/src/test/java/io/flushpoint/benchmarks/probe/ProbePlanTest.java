package io.flushpoint.benchmarks.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.Bound;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Header;
import io.flushpoint.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbePlanTest {
    @TempDir
    Path folder;

    @Test
    void theDefaultsAreThoseOfTheHelp() {
        ProbePlan plan = plan();

        assertThat(plan.goal()).isEqualTo(DeliveryLevel.WRITTEN);
        assertThat(plan.count()).isEqualTo(1);
        assertThat(plan.interval()).isZero();
        assertThat(plan.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(plan.request().timeout()).contains(Duration.ofSeconds(5));
        assertThat(plan.request().isReplayable()).isFalse();
        assertThat(plan.loop()).isEqualTo(LoopChoice.DEDICATED);
        assertThat(plan.senderOptions().transport()).isEqualTo(Transport.AUTO);
        assertThat(plan.json()).isFalse();
    }

    @Test
    void aPersonSeesTheAnswerAndAToolSaysHowLongItWaits() {
        assertThat(plan().linger()).isEqualTo(Duration.ofSeconds(2));
        assertThat(plan("--json").linger()).isZero();
        assertThat(plan("--json", "--linger", "70").linger()).isEqualTo(Duration.ofMillis(70));
        assertThat(plan("--linger", "0").linger()).isZero();
    }

    @Test
    void withABodyTheMethodIsPostAndWithoutGet() {
        assertThat(plan().request().method()).isEqualTo("GET");
        assertThat(plan().request().body()).isEqualTo(Body.empty());
        assertThat(plan("--data", "").request().method()).isEqualTo("POST");
        assertThat(plan("--data-size", "0").request().method()).isEqualTo("POST");
        assertThat(plan("--data", "x", "--method", "PUT").request().method()).isEqualTo("PUT");
    }

    @Test
    void aBodyHasAContentTypeUnlessOneIsGiven() {
        assertThat(plan("--data", "x").request().headers())
                .containsExactly(new Header("Content-Type", "text/plain; charset=utf-8"));
        assertThat(plan("--data-size", "3").request().headers())
                .containsExactly(new Header("Content-Type", "application/octet-stream"));
        assertThat(plan("--data", "{}", "--header", "content-type: application/json")
                        .request()
                        .headers())
                .containsExactly(new Header("content-type", "application/json"));
    }

    @Test
    void headersKeepTheirOrderAndLoseTheSpacesAroundTheirValues() {
        assertThat(plan("--header", "b: \t 1 ", "--header", "a:2", "--header", "b: x: y")
                        .request()
                        .headers())
                .containsExactly(new Header("b", "1"), new Header("a", "2"), new Header("b", "x: y"));
    }

    @Test
    void wordsAreTakenAsTheyAre() throws Exception {
        Path words = Files.writeString(folder.resolve("words"), "--count 7");

        assertThat(plan("--data", "@" + words).request().body().length())
                .hasValue(words.toString().length() + 1);
        assertThat(plan("--data", "\"q\"").request().body().length()).hasValue(3);
    }

    @Test
    void aFileIsSentAsAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("body"), "content");

        assertThat(plan("--data-file", file.toString()).request().body()).isEqualTo(Body.file(file));
    }

    @Test
    void levelsLoopsAndTransportsAreWrittenInAnyCase() {
        ProbePlan plan = plan("--level", "acknowledged", "--loop", "Caller", "--transport", "NIO", "--replayable");

        assertThat(plan.goal()).isEqualTo(DeliveryLevel.ACKNOWLEDGED);
        assertThat(plan.loop()).isEqualTo(LoopChoice.CALLER);
        assertThat(plan.senderOptions().transport()).isEqualTo(Transport.NIO);
        assertThat(plan.request().isReplayable()).isTrue();
    }

    @Test
    void aTimeoutAboveTheDeadlineOfAnAnswerRaisesIt() {
        assertThat(plan("--timeout", "90000").senderOptions().bound(Bound.ANSWER_DEADLINE))
                .isEqualTo(90_000);
        assertThat(plan("--timeout", "10").senderOptions().bound(Bound.ANSWER_DEADLINE))
                .isEqualTo(Bound.ANSWER_DEADLINE.defaultValue());
    }

    private static ProbePlan plan(String... words) {
        ProbeOptions options = new ProbeOptions();
        ProbeCommand.commandLine(options).parseArgs(Probe.words(words, "http://probe.test/counters"));
        return ProbePlan.of(options);
    }
}
