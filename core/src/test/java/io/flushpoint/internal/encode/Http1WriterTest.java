package io.flushpoint.internal.encode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.Proxy;
import io.flushpoint.SendRequest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Small requests and large ones, one after the other on one channel, whose writes the test ends. */
class Http1WriterTest {
    private static final SendRequest POST = SendRequest.post("http://flushpoint.test/");

    private final StringBuilder wire = new StringBuilder();
    private final Deque<ChannelPromise> unfinished = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final List<String> passedOn = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ByteBuf bytes = (ByteBuf) message;
            wire.append(bytes.toString(ISO_8859_1));
            bytes.release();
            unfinished.add(promise);
        }
    });
    private final ThreadPoolExecutor noThreads =
            new ThreadPoolExecutor(0, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    private final Outcome outcome = new Outcome();

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        noThreads.shutdownNow();
    }

    @Test
    void aSmallRequestIsOneWriteThatTellsItsBytes() {
        RequestWriter writer = writer(null);
        writer.write(POST.text("hello"), outcome);
        assertThat(unfinished).hasSize(1);
        assertThat(told).isEmpty();
        unfinished.remove().setSuccess();

        assertThat(wire).startsWith("POST / HTTP/1.1\r\n").endsWith("content-length: 5\r\n\r\nhello");
        assertThat(told).containsExactly("written " + wire.length());
        assertThat(writer.bytes()).isEqualTo(wire.length());
    }

    @Test
    void aSmallRequestThatFailsIsToldOnce() {
        RequestWriter writer = writer(null);
        writer.write(POST, outcome);
        unfinished.remove().setFailure(new IOException("reset"));

        assertThat(told).containsExactly("failed: reset");
    }

    @Test
    void aSmallRequestThatIsAbandonedTellsNothing() {
        RequestWriter writer = writer(null);
        writer.write(POST, outcome);
        writer.abandon();
        unfinished.remove().setSuccess();

        assertThat(told).isEmpty();
    }

    @Test
    void anAbandonedWriteThatEndsLateTellsNothingOfTheNextOne() {
        RequestWriter writer = writer(null);
        writer.write(POST, outcome);
        writer.abandon();
        writer.write(POST.text("second"), outcome);
        unfinished.remove().setSuccess();
        assertThat(told).isEmpty();
        unfinished.remove().setSuccess();

        assertThat(told).hasSize(1);
    }

    @Test
    void aLargeRequestGoesOutInPiecesOfTheSameBytes() {
        RequestWriter writer = writer(null);
        writer.write(POST.body(Body.text("0123456789abc")), outcome);
        unfinished.forEach(ChannelPromise::setSuccess);

        assertThat(wire).startsWith("POST / HTTP/1.1\r\n").endsWith("content-length: 13\r\n\r\n0123456789abc");
        assertThat(told).endsWith("written " + wire.length()).contains("progressed");
        assertThat(writer.bytes()).isEqualTo(wire.length());
    }

    @Test
    void bytesAreThoseOfTheRequestWrittenLast() {
        RequestWriter writer = writer(null);
        writer.write(POST.body(Body.text("0123456789abc")), outcome);
        unfinished.forEach(ChannelPromise::setSuccess);
        long first = wire.length();
        writer.write(POST.text("small"), outcome);
        assertThat(writer.bytes()).isEqualTo(wire.length() - first);
        long second = wire.length();
        unfinished.getLast().setSuccess();
        writer.write(POST.body(Body.text("0123456789abcdef")), outcome);

        assertThat(writer.bytes()).isEqualTo(wire.length() - second);
    }

    @Test
    void aLargeRequestWaitsForTheChannelAndIsAbandonedWithIt() {
        RequestWriter writer = writer(null);
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        channel.runPendingTasks();
        writer.write(POST.body(Body.text("0123456789abc")), outcome);
        assertThat(wire).endsWith("\r\n\r\n");
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        channel.runPendingTasks();
        assertThat(wire).endsWith("0123456789abc");
        assertThat(passedOn).as("also to those behind").hasSize(2);
        writer.abandon();
        unfinished.forEach(ChannelPromise::setSuccess);

        assertThat(told).isEmpty();
    }

    @Test
    void aRequestThatAProxySendsOnHasTheAbsoluteFormAndItsCredentials() {
        Forwarding forwarding = Forwarding.by(Proxy.http("proxy.test", 3128).credentials("user", "word"));
        RequestWriter writer = writer(forwarding);
        writer.write(POST, outcome);
        assertThat(wire)
                .startsWith("POST http://flushpoint.test/ HTTP/1.1\r\n")
                .contains("proxy-authorization: Basic dXNlcjp3b3Jk\r\n");
        wire.setLength(0);
        writer.write(POST.body(Body.text("0123456789abc")), outcome);

        assertThat(wire)
                .startsWith("POST http://flushpoint.test/ HTTP/1.1\r\n")
                .contains("proxy-authorization: Basic dXNlcjp3b3Jk\r\n");
    }

    @Test
    void theProxyIsGivenNoCredentialsThatThereAreNot() {
        writer(Forwarding.by(Proxy.http("proxy.test", 3128))).write(POST, outcome);

        assertThat(wire).doesNotContain("proxy-authorization");
    }

    private RequestWriter writer(@Nullable Forwarding forwarding) {
        RequestWriter made =
                Http1Writer.install(channel.pipeline(), forwarding, 10, new BodyThreads(noThreads, 1, 1), () -> 0);
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelWritabilityChanged(ChannelHandlerContext ctx) {
                passedOn.add("writability");
            }
        });
        return made;
    }

    private final class Outcome implements WriteOutcome {
        @Override
        public void progressed() {
            told.add("progressed");
        }

        @Override
        public void written(long bytes) {
            told.add("written " + bytes);
        }

        @Override
        public void writeFailed(Throwable cause) {
            told.add("failed: " + cause.getMessage());
        }

        @Override
        public void bodyFailed(Throwable cause, boolean untouched) {
            told.add("body failed");
        }
    }
}
