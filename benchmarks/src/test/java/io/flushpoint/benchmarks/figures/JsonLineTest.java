package io.flushpoint.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", "plain", "\"", "\\", "</", "a\nb\r\t\0", "\u007f\u00e9\u2028", "\ud83d\ude00", "\ud800"})
    void everyStringIsReadBackAsItWas(String value) {
        String text = new JsonLine().put("s", value).toString();

        assertThat(StrictJson.object(text)).containsEntry("s", value);
        assertThat(text).matches("[ -~]*");
    }

    @Test
    void fieldsStandInTheOrderInWhichTheyWerePut() {
        JsonLine line = new JsonLine()
                .put("z", 1)
                .put("a", true)
                .put("m", new JsonLine().put("y", -2L).put("b", TimeUnit.DAYS));

        assertThat(line).hasToString("{\"z\":1,\"a\":true,\"m\":{\"y\":-2,\"b\":\"DAYS\"}}");
    }

    @Test
    void absentValuesAreNull() {
        assertThat(new JsonLine().put("absent", (Object) null).put("empty", Optional.empty()))
                .hasToString("{\"absent\":null,\"empty\":null}");
    }

    @Test
    void thousandthsAreWrittenOut() {
        assertThat(new JsonLine().putThousandths("ms", 2)).hasToString("{\"ms\":2.000}");
    }

    @Test
    void anEmptyObjectIsOne() {
        assertThat(new JsonLine()).hasToString("{}");
    }
}
