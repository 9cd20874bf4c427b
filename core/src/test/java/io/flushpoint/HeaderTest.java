package io.flushpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.Proves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTest {
    @Test
    void aNameMayHoldEveryTokenCharacter() {
        String token = "!#$%&'*+-.^_`|~0123456789ABCXYZabcxyz";

        assertThat(new Header(token, "v").name()).isEqualTo(token);
    }

    @Test
    @Proves(value = "crlf-in-header-name", over = Medium.NO_CONNECTION)
    void aNameMayHoldNoOtherCharacter() {
        String token = "!#$%&'*+-.^_`|~";
        for (char c = 0; c < 0x200; c++) {
            boolean allowed = (c < 0x80 && Character.isLetterOrDigit(c)) || token.indexOf(c) >= 0;
            if (!allowed) {
                String name = "s3cr3t" + c;
                String codePoint = String.format("U+%04X at index 6", (int) c);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> new Header(name, "v"))
                        .withMessageStartingWith("header name: character " + codePoint)
                        .withMessageNotContaining("s3cr3t");
            }
        }
    }

    @Test
    void aNameMustNotBeEmpty() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Header("", "v"))
                .withMessage("header name must not be empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v", "a b", "a\tb", "\"quoted, value\"; q=0.5", "\u0080\u00e4\u00ff", "~!"})
    void aValueIsVisibleAsciiObsTextAndInnerBlanks(String value) {
        assertThat(new Header("X", value).value()).isEqualTo(value);
    }

    @Test
    @Proves(value = "crlf-in-header-value", over = Medium.NO_CONNECTION)
    void aValueMayHoldNoControlAndNothingAboveLatin1() {
        for (int c = 0; c < 0x10000; c++) {
            boolean allowed = c == ' ' || c == '\t' || (c > ' ' && c < 0x7F) || (c >= 0x80 && c <= 0xFF);
            if (!allowed) {
                String value = "s3cr3t" + (char) c + "s3cr3t";
                String codePoint = String.format("U+%04X at index 6", c);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> new Header("X-Token", value))
                        .withMessageStartingWith("value of header X-Token: character " + codePoint)
                        .withMessageNotContaining("s3cr3t");
            }
        }
    }

    @Test
    void aCharacterBeyondTheBasicPlaneIsToldAsOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Header("X", "\ud83d\ude80"))
                .withMessageContaining("U+1F680 at index 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {" v", "v ", "\tv", "v\t", " ", "\t"})
    void aValueDoesNotBeginOrEndWithWhiteSpace(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Header("X-Token", value))
                .withMessageStartingWith("value of header X-Token")
                .withMessageContaining("white space");
    }

    @Test
    void nullIsRefusedByName() {
        assertThatNullPointerException().isThrownBy(() -> new Header(null, "v")).withMessage("name");
        assertThatNullPointerException().isThrownBy(() -> new Header("X", null)).withMessage("value");
    }

    @Test
    void toStringHidesTheValue() {
        assertThat(new Header("Authorization", "Bearer s3cr3t")).hasToString("Authorization: (13 characters)");
    }
}
