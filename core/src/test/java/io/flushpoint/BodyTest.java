package io.flushpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTest {
    private static final Path FILE = Path.of("/s3cr3t/file");
    private static final Flow.Publisher<ByteBuffer> PUBLISHER = subscriber -> {};

    @Test
    void copiesAnArray() {
        byte[] bytes = {1, 2, 3};
        Body body = Body.of(bytes);
        bytes[0] = 9;

        assertThat(content(body)).containsExactly(1, 2, 3);
        assertThat(body.length()).hasValue(3);
    }

    @Test
    void keepsAViewOfABufferFromPositionToLimit() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4});
        bytes.position(1).limit(4);
        Body body = Body.of(bytes);
        bytes.position(3);
        bytes.put(2, (byte) 7);

        assertThat(content(body)).containsExactly(1, 7, 3);
        assertThat(bytes.position()).isEqualTo(3);
    }

    @Test
    void keepsAViewOfADirectBuffer() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(4).putInt(0x01020304).flip();

        assertThat(content(Body.of(bytes))).containsExactly(1, 2, 3, 4);
    }

    @Test
    void bytesAreReadOnlyAndEveryReadingHasItsOwnPosition() {
        Body.InMemory body = (Body.InMemory) Body.of(new byte[] {1, 2});
        ByteBuffer first = body.bytes();
        first.get();

        assertThat(first.isReadOnly()).isTrue();
        assertThat(body.bytes().remaining()).isEqualTo(2);
        assertThat(body.length()).hasValue(2);
    }

    @Test
    void textIsUtf8() {
        assertThat(content(Body.text("ä€\ud83d\ude80"))).isEqualTo("ä€\ud83d\ude80".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab\ud83d", "ab\ude80", "ab\ud83dx", "ab\ude80\ud83d", "ab\ud83d\ud83d\ude80"})
    void textWithAnUnpairedSurrogateIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Body.text(text))
                .withMessageStartingWith("text: character U+D")
                .withMessageContaining("at index 2");
    }

    @Test
    void lengthIsUnknownOnlyWhereItIs() {
        assertThat(Body.empty().length()).hasValue(0);
        assertThat(Body.text("").length()).hasValue(0);
        assertThat(Body.file(FILE).length()).isEmpty();
        assertThat(Body.file(FILE, 5, 7).length()).hasValue(7);
        assertThat(Body.stream(PUBLISHER).length()).isEmpty();
        assertThat(Body.stream(PUBLISHER, 0).length()).hasValue(0);
        assertThat(new Bodies.Gzipped(Body.file(FILE, 5, 7)).length()).isEmpty();
    }

    @Test
    void aFileRangeIsWhatWasAskedFor() {
        assertThat(Body.file(FILE)).isEqualTo(new Bodies.FileRange(FILE, 0, Bodies.UNKNOWN));
        assertThat(Body.file(FILE, 5, 0)).isEqualTo(new Bodies.FileRange(FILE, 5, 0));
    }

    @Test
    void refusesLengthsAndPositionsBelowZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Body.file(FILE, -1, 1))
                .withMessage("position must be 0 or more, not -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Body.file(FILE, 0, -1))
                .withMessage("length must be 0 or more, not -1");
        assertThatIllegalArgumentException().isThrownBy(() -> Body.stream(PUBLISHER, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Bodies.FileRange(FILE, 0, -2));
        assertThatIllegalArgumentException().isThrownBy(() -> new Bodies.Streamed(PUBLISHER, -2));
    }

    @Test
    void refusesARangeBeyondTheLargestFile() {
        assertThat(Body.file(FILE, 1, Long.MAX_VALUE - 1).length()).hasValue(Long.MAX_VALUE - 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Body.file(FILE, 2, Long.MAX_VALUE - 1))
                .withMessageContaining("position and length");
    }

    @Test
    void compressesOnlyFilesAndStreamsWhileSending() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Bodies.Gzipped(Body.empty()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bodies.Gzipped(Body.text("s3cr3t")))
                .withMessageContaining("6 bytes in memory");
        assertThatIllegalArgumentException().isThrownBy(() -> new Bodies.Gzipped(new Bodies.Gzipped(Body.file(FILE))));
    }

    @Test
    void nullIsRefusedByName() {
        assertThatNullPointerException()
                .isThrownBy(() -> Body.of((byte[]) null))
                .withMessage("bytes");
        assertThatNullPointerException()
                .isThrownBy(() -> Body.of((ByteBuffer) null))
                .withMessage("bytes");
        assertThatNullPointerException().isThrownBy(() -> Body.text(null)).withMessage("text");
        assertThatNullPointerException().isThrownBy(() -> Body.file(null)).withMessage("path");
        assertThatNullPointerException().isThrownBy(() -> Body.file(null, 0, 1)).withMessage("path");
        assertThatNullPointerException().isThrownBy(() -> Body.stream(null)).withMessage("publisher");
        assertThatNullPointerException().isThrownBy(() -> Body.stream(null, 1)).withMessage("publisher");
        assertThatNullPointerException()
                .isThrownBy(() -> new Bodies.Gzipped(null))
                .withMessage("body");
    }

    @Test
    void toStringTellsKindAndLengthOnly() {
        assertThat(Body.empty()).hasToString("empty");
        assertThat(Body.text("s3cr3t")).hasToString("6 bytes in memory");
        assertThat(Body.file(FILE)).hasToString("a file up to its end");
        assertThat(Body.file(FILE, 5, 7)).hasToString("7 bytes of a file");
        assertThat(Body.stream(PUBLISHER)).hasToString("a stream of unknown length");
        assertThat(Body.stream(PUBLISHER, 8)).hasToString("a stream of 8 bytes");
        assertThat(new Bodies.Gzipped(Body.file(FILE, 5, 7))).hasToString("gzip of 7 bytes of a file");
    }

    private static byte[] content(Body body) {
        ByteBuffer bytes = ((Body.InMemory) body).bytes();
        byte[] content = new byte[bytes.remaining()];
        bytes.get(content);
        return content;
    }
}
