package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds of answers over HTTP/2, whatever the peer sends. A fuzzer searches for what breaks it (docs/fuzzing.md); here are
 * what it found worth keeping and, for a moment, variations of that.
 */
class Http2AnswersTest {
    private static final Corpus CORPUS = Corpus.of("Http2");

    /** Of which Netty tells each that it ignores. */
    private static final Logger FRAMES = Logger.getLogger("io.netty.handler.codec.http2");

    @BeforeAll
    static void silence() {
        FRAMES.setLevel(Level.WARNING);
    }

    @AfterAll
    static void unsilence() {
        FRAMES.setLevel(null);
    }

    static Stream<Path> corpus() {
        return CORPUS.inputs();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void holdsForTheCorpus(Path input) {
        Http2Play.of(Corpus.read(input));
    }

    @Test
    void holdsForVariationsOfIt() {
        CORPUS.vary(Http2Play::of);
    }

    /** The play itself: what it would call right is not nothing. */
    @ParameterizedTest
    @CsvSource({
        "two-answers-crossed, 200, 404",
        "two-answers-one-byte-at-a-time, 200, 204",
        "interim-answers, 200, 0",
        "hpack-table-entry-used-again, 404, 404",
        "push-promise, 204, 0",
        "early-answer, 413, 0",
        "refused-stream, 0, 0",
        "goaway-first-processed, 200, 0",
        "settings-and-open, 0, 0"
    })
    void theRequestsHearWhatIsSaidToThem(String input, int first, int second) {
        assertThat(Http2Play.of(CORPUS.input(input)).statuses()).containsExactly(first, second);
    }
}
