package io.flushpoint.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Read by Netty's decoder, and, where the representation matters, by eye. */
class HeaderBlockTest {
    private static final String TOKEN = "!#$%&'*+-.^_`|~09AZaz";

    private record Field(String name, String value) {}

    private final ByteBuf into = Unpooled.buffer();
    private final HeaderBlock block = new HeaderBlock(into);

    @AfterEach
    void release() {
        into.release();
    }

    @ParameterizedTest
    @CsvSource({"GET, false", "POST, true", "PUT, true", "M-SEARCH, false"})
    void thePseudoHeaderFieldsAreReadAsTheyWereGiven(String method, boolean secure) throws Exception {
        block.request(method, secure, "example.com:8443", "/a?b=c");

        Http2Headers read = read();
        assertThat(read.method()).hasToString(method);
        assertThat(read.scheme()).hasToString(secure ? "https" : "http");
        assertThat(read.authority()).hasToString("example.com:8443");
        assertThat(read.path()).hasToString("/a?b=c");
        assertThat(read).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 126, 127, 128, 254, 255, 256, 16_510, 16_511, 16_512, 100_000})
    void everyLengthOfAValueIsWritten(int length) throws Exception {
        block.field("x-long", "v".repeat(length));

        assertThat(read().get("x-long")).hasSize(length);
    }

    @Test
    void randomFieldsAreReadAsTheyWereGivenWithTheirNamesInLowerCase() throws Exception {
        Random random = new Random(20261128);
        for (int run = 0; run < 500; run++) {
            into.clear();
            HeaderBlock random500 = new HeaderBlock(into);
            List<Field> given = new ArrayList<>();
            long size = 0;
            for (int i = random.nextInt(12); i >= 0; i--) {
                Field field = new Field(text(random, TOKEN, 1 + random.nextInt(40)), value(random));
                random500.field(field.name, field.value);
                given.add(new Field(field.name.toLowerCase(Locale.ROOT), field.value));
                size += 32 + field.name.length() + field.value.length();
            }

            List<Field> read = new ArrayList<>();
            read().forEach(each ->
                    read.add(new Field(each.getKey().toString(), each.getValue().toString())));
            assertThat(read).containsExactlyElementsOf(given);
            assertThat(random500.size()).isEqualTo(size);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "content-type, 0f10", // 31 = 15 + 16
        "User-Agent, 0f2b", // 58 = 15 + 43
        "content-length, 0f0d", // 28 = 15 + 13
        "content-encoding, 0f0b", // 26 = 15 + 11
        "accept, 0f04", // 19 = 15 + 4
        "Accept-Encoding, 0f01", // 16 = 15 + 1
        "Authorization, 1f08", // 23 = 15 + 8, never indexed
        "cookie, 1f11" // 32 = 15 + 17, never indexed
    })
    void aNameOfTheStaticTableIsNamedByItsPlaceThere(String name, String bytes) {
        block.field(name, "v");

        assertThat(ByteBufUtil.hexDump(into)).isEqualTo(bytes + "0176");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-api-key", "API-Key", "DD-API-KEY", "X-Amz-Security-Token", "authorization", "cookie"})
    void nobodyIsToKeepASecret(String name) {
        block.field(name, "s3cr3t");

        assertThat(into.getByte(0) & 0xf0).isEqualTo(0x10);
    }

    @Test
    void nothingEntersTheDynamicTable() {
        block.withoutDynamicTable();
        block.request("POST", true, "example.com", "/");
        block.field("x-trace", "1");

        assertThat(ByteBufUtil.hexDump(into))
                .isEqualTo("20" + "83" + "87" + "010b6578616d706c652e636f6d" + "04012f" + "00" + "07782d7472616365"
                        + "0131");
    }

    @Test
    void whatNettyWouldRefuseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> block.field("x y", "v"));
        assertThatIllegalArgumentException().isThrownBy(() -> block.field("x", "v\r\n"));
        assertThatIllegalArgumentException().isThrownBy(() -> block.request("A B", false, "h", "/"));
        assertThatIllegalArgumentException().isThrownBy(() -> block.request("GET", false, "h", "/ x"));
    }

    private Http2Headers read() throws Http2Exception {
        return new DefaultHttp2HeadersDecoder(false, 1 << 20).decodeHeaders(1, into);
    }

    private static String value(Random random) {
        StringBuilder value = new StringBuilder();
        for (int i = random.nextInt(200); i > 0; i--) {
            value.append((char) (random.nextInt(10) == 0 ? 0xa1 + random.nextInt(0x5e) : 0x21 + random.nextInt(0x5e)));
        }
        return value.toString();
    }

    private static String text(Random random, String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
