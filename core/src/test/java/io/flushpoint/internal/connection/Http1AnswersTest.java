package io.flushpoint.internal.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds of answers over HTTP/1.1, whatever the peer sends. A fuzzer searches for what breaks it (docs/fuzzing.md); here are
 * what it found worth keeping and, for a moment, variations of that.
 */
class Http1AnswersTest {
    private static final Corpus CORPUS = Corpus.of("Http1");

    static Stream<Path> corpus() {
        return CORPUS.inputs();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void holdsForTheCorpus(Path input) {
        Http1Play.of(Corpus.read(input));
    }

    @Test
    void holdsForVariationsOfIt() {
        CORPUS.vary(Http1Play::of);
    }

    @Test
    void interimAnswersAreCountedForEachAnswer() {
        String interim = "HTTP/1.1 103 Hints\r\n\r\n".repeat(3);
        String answers = interim + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" + interim
                + "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";

        assertThat(Http1Play.of(("A@@@@" + answers).getBytes(US_ASCII)).statuses())
                .containsExactly(200, 503);
    }

    /** The play itself: what it would call right is not nothing. */
    @ParameterizedTest
    @CsvSource({
        "two-answers-pipelined, 200, 503",
        "two-answers-one-byte-at-a-time, 200, 204",
        "two-answers-in-turn, 200, 404",
        "interim-answers, 200, 204",
        "to-head-with-length, 200, 200",
        "early-answer, 413, 0",
        "length-and-chunked, 200, 0",
        "line-without-colon, 200, 0",
        "surplus-answer, 200, 0",
        "nothing-and-open, 0, 0"
    })
    void theRequestsHearWhatIsSaidToThem(String input, int first, int second) {
        assertThat(Http1Play.of(CORPUS.input(input)).statuses()).containsExactly(first, second);
    }
}
