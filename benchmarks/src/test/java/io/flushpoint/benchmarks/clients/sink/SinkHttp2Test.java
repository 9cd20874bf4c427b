package io.flushpoint.benchmarks.clients.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SinkHttp2Test {
    private static final String PREFACE = hex("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    private static final String EMPTY_SETTINGS = "000000 04 00 00000000";
    private static final String SETTINGS_ACK = "000000 04 01 00000000";
    private static final String SETTINGS_AND_WINDOW =
            "00000c 04 00 00000000 0003 00000080 0004 01000000" + "000004 08 00 00000000 40000000";
    private static final String HEAD = "000001 01 04 00000001 83";
    private static final String LAST_DATA = "000003 00 01 00000001 616263";
    private static final String ANSWER_1 = "000001 01 05 00000001 89";

    private final SinkHttp2 http2 = new SinkHttp2();

    @Test
    void saysItsSettingsFirst() throws Exception {
        assertThat(http2.scan(bytes(PREFACE + EMPTY_SETTINGS), PREFACE.length() / 2 + 9))
                .isZero();

        assertThat(said()).isEqualTo(plain(SETTINGS_AND_WINDOW + SETTINGS_ACK));
    }

    @Test
    void aStreamEndsAtTheLastByteOfItsData() throws Exception {
        byte[] bytes = bytes(PREFACE + EMPTY_SETTINGS + HEAD + LAST_DATA);
        for (int i = 0; i < bytes.length; i++) {
            assertThat(http2.scan(new byte[] {bytes[i]}, 1)).as("byte %d", i).isEqualTo(i + 1 == bytes.length ? 1 : 0);
        }

        assertThat(said()).endsWith(plain(ANSWER_1));
    }

    @Test
    void aStreamWithoutDataEndsWithTheLastOfItsHeaders() {
        assertThat(scan(PREFACE + "000001 01 01 00000001 83")).isZero();
        assertThat(scan("000001 09 00 00000001 83")).isZero();
        assertThat(scan("000001 09 04 00000001 83")).isEqualTo(1);
    }

    @Test
    void aPingIsAnsweredWithItsOwnBytesAndAnAcknowledgementWithNothing() throws Exception {
        scan(PREFACE);
        said();

        scan("000008 06 00 00000000 0102030405060708" + "000008 06 01 00000000 0102030405060708" + SETTINGS_ACK);

        assertThat(said()).isEqualTo(plain("000008 06 01 00000000 0102030405060708"));
    }

    @Test
    void theWindowOfTheConnectionIsGivenBack() throws Exception {
        scan(PREFACE);
        said();
        byte[] frame = bytes("0f4240 00 00 00000001" + "00".repeat(1_000_000));

        for (int i = 0; i < 536; i++) {
            http2.scan(frame, frame.length);
            assertThat(said()).isEmpty();
        }
        http2.scan(frame, frame.length);

        assertThat(said())
                .isEqualTo(plain("000004 08 00 00000000" + HexFormat.of().toHexDigits(537_000_000)));
    }

    private int scan(String hex) {
        byte[] bytes = bytes(hex);
        return http2.scan(bytes, bytes.length);
    }

    private String said() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        http2.write(out);
        return HexFormat.of().formatHex(out.toByteArray());
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(plain(hex));
    }

    private static String plain(String hex) {
        return hex.replace(" ", "");
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
