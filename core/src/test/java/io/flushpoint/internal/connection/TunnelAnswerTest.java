package io.flushpoint.internal.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a proxy may answer to CONNECT. */
class TunnelAnswerTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new HttpResponseDecoder(), new TunnelAnswer());

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @CsvSource({
        "403 Secret\u001b text, status 403",
        "407 Proxy Authentication Required, status 407",
        "201 Created, status 201"
    })
    void aRefusalIsKnownByItsHeadAndWithoutItsWords(String statusLine, String reason) {
        assertThatExceptionOfType(ProxyConnectException.class)
                .isThrownBy(() -> arrives("HTTP/1.1 " + statusLine + "\r\nContent-Length: 10\r\n\r\nabc"))
                .withMessage(reason);
    }

    @Test
    void aHeadThatIsTooLongOrNoHttpIsARefusal() {
        assertThatExceptionOfType(ProxyConnectException.class)
                .isThrownBy(() -> arrives("HTTP/1.1 200 OK\r\nX: " + "x".repeat(9_000) + "\r\n\r\n"))
                .withMessageContaining("8,192");
    }

    @Test
    void interimResponsesArePassedOver() {
        arrives("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
        assertThat(channel.inboundMessages()).isEmpty();

        arrives("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        HttpResponse answer = channel.readInbound();
        LastHttpContent end = channel.readInbound();
        assertThat(answer.status().code()).isEqualTo(200);
        ReferenceCountUtil.release(end);
    }

    private void arrives(String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, ISO_8859_1));
    }
}
