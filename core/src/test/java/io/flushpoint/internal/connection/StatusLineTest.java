package io.flushpoint.internal.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the first line of an answer says, byte by byte. */
class StatusLineTest {
    private static final int BOUND = 40;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\n",
                "HTTP/1.0 204\r\n",
                "HTTP/1.1 204\n",
                "HTTP/1.1 204 \r\n",
                "HTTP/1.1\t \t204\tx\n"
            })
    void eachByteIsNeededAndThenTheStatusIsKnown(String line) {
        for (int length = 0; length < line.length(); length++) {
            assertThat(status(line.substring(0, length), BOUND)).isEqualTo(StatusLine.INCOMPLETE);
        }
        assertThat(status(line, BOUND)).isEqualTo(204);
        assertThat(status(line + "Content-Length: 0", BOUND)).isEqualTo(204);
    }

    @Test
    void statusesAreOfThreeDigitsFrom100To999() {
        assertThat(status("HTTP/1.1 100 x\r\n", BOUND)).isEqualTo(100);
        assertThat(status("HTTP/1.1 999 x\r\n", BOUND)).isEqualTo(999);
        assertThat(status("HTTP/1.1 099 x\r\n", BOUND)).isEqualTo(StatusLine.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"I", "HTTP/2", "HTTP/1.x", "HTTP/1.1x", "HTTP/1.12", "HTTP/1.1 2x", "HTTP/1.1 -", "HTTP/1.1 2000"
            })
    void itIsMalformedFromTheByteOnThatMakesItSo(String line) {
        String before = line.substring(0, line.length() - 1);
        assertThat(status(before, BOUND)).isEqualTo(StatusLine.INCOMPLETE);
        assertThat(status(line, BOUND)).isEqualTo(StatusLine.MALFORMED);
    }

    @Test
    void theStatusMustStandWithinTheBoundAndTheRestOfTheLineNeedNot() {
        assertThat(status("HTTP/1.1 200 OK\r\n", 11)).isEqualTo(200);
        assertThat(status("HTTP/1.1 200 OK\r\n", 10)).isEqualTo(StatusLine.MALFORMED);
        assertThat(status("HTTP/1.1 200 OK", 15)).isEqualTo(StatusLine.INCOMPLETE);
        assertThat(status("HTTP/1.1 200 OK", 14)).isEqualTo(200);
    }

    @Test
    void blanksWithoutAnEndAreMalformedBeyondTheBound() {
        assertThat(status("HTTP/1.1" + " ".repeat(12), 20)).isEqualTo(StatusLine.INCOMPLETE);
        assertThat(status("HTTP/1.1" + " ".repeat(13), 20)).isEqualTo(StatusLine.MALFORMED);
        assertThat(status("HTTP/1.1" + " ".repeat(11) + "20", 20)).isEqualTo(StatusLine.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    HTTP/2.0 200     | the peer speaks HTTP/2
                    HTTP/3 200       | a response that is not HTTP/1
                    HTTP/1.1 99 Low  | a status that is not three digits from 100 to 999
                    HTTP/1.x         | a status that is not three digits from 100 to 999
                    HTTPS/1.1 200 OK | no HTTP response
                    I                | no HTTP response
                    garbage          | no HTTP response
                    """)
    void itIsToldWhatIsWrong(String line, String fault) {
        assertThat(fault(line)).isEqualTo(fault);
    }

    @Test
    void framesAndAlertsAreToldFromOtherBytes() {
        assertThat(fault("\0\0\22\4\0\0\0\0\0")).isEqualTo("the peer speaks HTTP/2");
        assertThat(fault("\0\0\22\4\0\0\0\0")).as("cut off").isEqualTo("no HTTP response");
        assertThat(fault("\0\0\22\4\0\0\0\0\1")).as("on stream 1").isEqualTo("no HTTP response");
        assertThat(fault("\0\0\22\6\0\0\0\0\0")).as("a PING").isEqualTo("no HTTP response");
        assertThat(fault("\1\0\22\4\0\0\0\0\0")).as("too long").isEqualTo("no HTTP response");
        assertThat(fault("\25\3")).isEqualTo("the peer speaks TLS");
        assertThat(fault("\25")).isEqualTo("no HTTP response");
        assertThat(fault("\25\4")).isEqualTo("no HTTP response");
        assertThat(fault("\26\3")).isEqualTo("no HTTP response");
    }

    private static int status(String text, int bound) {
        ByteBuf in = behindOthers(text);
        int status = StatusLine.status(in, bound);
        assertThat(in.toString(ISO_8859_1)).as("nothing is read away").isEqualTo(text);
        return status;
    }

    private static String fault(String text) {
        return StatusLine.fault(behindOthers(text));
    }

    /** Where bytes of an earlier answer stood before. */
    private static ByteBuf behindOthers(String text) {
        return Unpooled.copiedBuffer("HTTP/1.1 0" + text, ISO_8859_1).skipBytes(10);
    }
}
