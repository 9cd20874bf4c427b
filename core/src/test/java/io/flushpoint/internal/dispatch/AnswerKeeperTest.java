package io.flushpoint.internal.dispatch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.AnswerExcerpt;
import io.flushpoint.SendRequest;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;

/** What is kept of an answer, and when it is told. */
class AnswerKeeperTest {
    private static final SendRequest REQUEST = SendRequest.post("http://flushpoint.test/")
            .keepHeaders("ETag", "Link")
            .keepErrorContent(5);

    private final AnswerKeeper keeper = new AnswerKeeper(REQUEST);
    private final HttpHeaders headers = new DefaultHttpHeaders()
            .add("etag", "1")
            .add("Link", "a")
            .add("link", "b")
            .add("Server", "x");

    @Test
    void anExcerptIsToldOnceTheAnswerIsAndNothingMoreCan() {
        keeper.answered(503);
        keeper.head(headers);
        keeper.content(Unpooled.copiedBuffer("abc", US_ASCII));
        keeper.over(true);
        assertThat(keeper.told()).isNotDone();
        keeper.answerTold();

        AnswerExcerpt told = keeper.told().join();
        assertThat(told.status()).hasValue(503);
        assertThat(told.header("ETAG")).hasValue("1");
        assertThat(told.header("Link")).hasValue("a, b");
        assertThat(told.header("Server")).isEmpty();
        assertThat(told.content()).asString(US_ASCII).isEqualTo("abc");
        assertThat(told.isWhole()).isTrue();
        assertThat(told)
                .asString()
                .contains("status=503")
                .contains("3 bytes")
                .endsWith("whole]")
                .doesNotContain("not whole");
    }

    @Test
    void contentIsKeptUpToItsBoundPieceByPiece() {
        keeper.answered(400);
        keeper.head(headers);
        keeper.answerTold();
        keeper.content(Unpooled.copiedBuffer("--ab", US_ASCII).skipBytes(2));
        keeper.content(Unpooled.copiedBuffer("c", US_ASCII));
        keeper.content(Unpooled.copiedBuffer("", US_ASCII));
        assertThat(keeper.told()).isNotDone();
        keeper.content(Unpooled.copiedBuffer("defgh", US_ASCII));
        assertThat(keeper.told().join().content()).asString(US_ASCII).isEqualTo("abcde");
        keeper.content(Unpooled.copiedBuffer("i", US_ASCII));
        keeper.over(false);

        assertThat(keeper.told().join().content()).asString(US_ASCII).isEqualTo("abcde");
        assertThat(keeper.told().join().isWhole()).isTrue();
    }

    @Test
    void noContentIsKeptOfASuccessWhichIsOverWithItsHead() {
        keeper.answered(399);
        keeper.answerTold();
        keeper.head(headers);
        keeper.content(Unpooled.copiedBuffer("abc", US_ASCII));

        assertThat(keeper.told().join().content()).isEmpty();
        assertThat(keeper.told().join().isWhole()).isTrue();
    }

    @Test
    void anAnswerThatIsCutOffIsNotWhole() {
        keeper.answered(400);
        keeper.head(headers);
        keeper.content(Unpooled.copiedBuffer("ab", US_ASCII));
        keeper.answerTold();
        keeper.over(false);
        keeper.over(true);

        assertThat(keeper.told().join().isWhole()).isFalse();
        assertThat(keeper.told().join()).asString().endsWith("not whole]");
    }

    @Test
    void whatIsToldIsTheCallersOwn() {
        keeper.answered(400);
        keeper.head(headers);
        keeper.content(Unpooled.copiedBuffer("abcde", US_ASCII));
        keeper.answerTold();
        keeper.told().join().content()[0] = 'x';

        assertThat(keeper.told().join().content()).asString(US_ASCII).isEqualTo("abcde");
    }

    @Test
    void withoutAnAnswerNothingIsKept() {
        keeper.over(false);
        keeper.answerTold();

        assertThat(keeper.told().join().status()).isEmpty();
        assertThat(keeper.told().join().isWhole()).isFalse();
    }

    @Test
    void whereKeepingFailsTheStatusIsLeft() {
        keeper.answered(503);
        keeper.head(headers);
        keeper.failed();
        keeper.answerTold();

        assertThat(keeper.told().join().status()).hasValue(503);
        assertThat(keeper.told().join().header("ETag")).isEmpty();
        assertThat(keeper.told().join().content()).isEmpty();
        assertThat(keeper.told().join().isWhole()).isFalse();
    }
}
