package io.flushpoint.benchmarks.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "\"", "\\", "a\nb\r\t\0", "\u007f\u00e9\u2028", "\ud83d\ude00", "\ud800"})
    void everyStringIsReadBackAsItWas(String value) {
        String text = new JsonObject().field("s", value).toString();

        assertThat(StrictJson.object(text)).containsEntry("s", value);
        assertThat(text).matches("[ -~]*");
    }

    @Test
    void absentValuesAreNull() {
        String text = new JsonObject()
                .field("string", (String) null)
                .field("enum", (Enum<?>) null)
                .field("number", (Number) null)
                .field("boolean", (Boolean) null)
                .toString();

        assertThat(text).isEqualTo("{\"string\":null,\"enum\":null,\"number\":null,\"boolean\":null}");
    }

    @Test
    void anEmptyObjectIsOne() {
        assertThat(new JsonObject()).hasToString("{}");
    }
}
