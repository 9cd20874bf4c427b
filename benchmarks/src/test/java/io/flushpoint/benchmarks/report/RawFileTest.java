package io.flushpoint.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawFileTest {
    @TempDir
    private Path directory;

    @Test
    void readsWhatTheLabPrintsAndPassesOverEmptyLinesAndFieldsItDoesNotKnow() {
        List<LabResult> results =
                LabResult.read(Samples.file(directory, "lab.jsonl", Samples.FORGET, "", Samples.FLUSH));

        assertThat(results)
                .containsExactly(
                        new LabResult("forget", 1000, 4.1, 9.96, 300, 1310, 300, 697, 3, 2, "process+network"),
                        new LabResult("flush", 1000, 0.854, 1.1, 3.2, 40.5, 1000, 0, 0, 0, "process+network"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "\"lost\":0;\"gone\":0;lost is missing",
                "\"lost\":0;\"lost\":null;lost is missing",
                "\"lost\":0;\"lost\":-1;lost must be a whole number from 0 on, not -1",
                "\"lost\":0;\"lost\":0.5;lost must be a whole number from 0 on, not 0.5",
                "\"lost\":0;\"lost\":\"0\";lost must be a whole number from 0 on, not 0",
                "\"p50\":0.854;\"p50\":0;billed_ms.p50 must be a number above 0, not 0",
                "\"p50\":0.854;\"p50\":\"1\";billed_ms.p50 must be a number above 0, not 1",
                "\"p50\":0.854;\"p50\":1e999;billed_ms.p50 must be a number above 0, not 1E+999",
                "\"p90\":1.1;\"p90\":0.1;billed_ms.p90 is less than billed_ms.p50",
                "\"billed_ms\":{;\"billed\":{;billed_ms.p50 is missing",
                "\"flush\";7;strategy must be a text",
                "\"flush\";\"\";strategy must be a text of printable characters",
                "\"flush\";\"a\\u0001\";strategy must be a text of printable characters",
                "\"flush\";\"a-name-of-25-characters--\";strategy must be at most 24 characters long, not 25",
                "\"flush\";\"forget\";strategy is 'forget' a second time: one run a file",
                "[];[]}x;not a JSON object: "
            })
    void namesFileLineAndFieldOfWhatIsWrong(String right, String wrong, String reason) {
        RawFile file = Samples.file(directory, "lab.jsonl", Samples.FORGET, "", Samples.FLUSH.replace(right, wrong));

        assertThatExceptionOfType(ReportException.class)
                .isThrownBy(() -> LabResult.read(file))
                .withMessageStartingWith(directory.resolve("lab.jsonl") + ":3: " + reason);
    }

    @Test
    void aFileWithoutResultsIsAnError() {
        RawFile file = Samples.file(directory, "lab.jsonl", "");

        assertThatExceptionOfType(ReportException.class)
                .isThrownBy(file::objects)
                .withMessage(directory.resolve("lab.jsonl") + ": no results in this file");
    }

    @Test
    void firstInvocationsOfSeveralFilesAreOneListTheLargestShareFirst() {
        List<RawFile> files = List.of(
                Samples.file(directory, "a.jsonl", Samples.FIRST),
                Samples.file(directory, "b.jsonl", Samples.FIRST_WITHOUT_QUOTA));

        assertThat(FirstResult.read(files))
                .extracting(FirstResult::name, FirstResult::share, FirstResult::first, FirstResult::warm)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("flush, steady", "no quota", 5.4, 2.3),
                        org.assertj.core.groups.Tuple.tuple("flush, steady", "0.29 CPU", 46.1, 9.6),
                        org.assertj.core.groups.Tuple.tuple("does nothing", "0.29 CPU", 30.0, 0.5));
    }

    @Test
    void theSameShareTwiceIsAnError() {
        List<RawFile> files = List.of(
                Samples.file(directory, "a.jsonl", Samples.FIRST), Samples.file(directory, "b.jsonl", Samples.FIRST));

        assertThatExceptionOfType(ReportException.class)
                .isThrownBy(() -> FirstResult.read(files))
                .withMessage(directory.resolve("b.jsonl") + ":1: cpu is given a second time: flush, steady, 0.29 CPU");
    }

    @Test
    void aFirstInvocationWithoutItsTimeIsAnError() {
        RawFile file = Samples.file(directory, "a.jsonl", Samples.FIRST.replace("\"first_ms\"", "\"first\""));

        assertThatExceptionOfType(ReportException.class)
                .isThrownBy(() -> FirstResult.read(List.of(file)))
                .withMessage(directory.resolve("a.jsonl") + ":1: first_ms.p50 is missing");
    }
}
