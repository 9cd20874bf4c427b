package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.SendRequest;
import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.Identity;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.TestPki;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A server of BoringSSL, which sends its session tickets with its first data: when the request is there, and not after the handshake. */
@ParameterizedClass
@MethodSource("io.flushpoint.functional.TlsCombination#pairwise")
class TlsLateTicketsTest {
    private static final TestPki PKI = TestPki.create();
    private static final String SHAKEN = "shaken";
    private static final String REQUEST = "request";
    private static final String BYTES = "bytes ";

    @TempDir
    private static Path directory;

    @Parameter
    private TlsCombination combination;

    @Test
    @Proves("tickets-after-first-data")
    void theyAreReadAndTheConnectionIsUsedAgain() throws Exception {
        combination.assumeAvailable();
        assumeTrue(OpenSsl.isAvailable(), "no BoringSSL here for the server");
        try (Server server = new Server();
                TlsSender sender = combination.start(
                        TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory)))) {
            SendRequest post = SendRequest.post(server.uri()).body(new byte[200_000], "text/plain");
            assertThat(sender.answer(post).status()).hasValue(200);
            assertThat(sender.answer(post).reused()).isTrue();

            List<String> said = List.copyOf(server.said);
            assertThat(said.subList(said.indexOf(SHAKEN), said.size()))
                    .startsWith(SHAKEN, REQUEST)
                    .containsOnlyOnce(SHAKEN);
            assertThat(bytes(said.subList(said.indexOf(REQUEST), said.lastIndexOf(REQUEST))))
                    .as("the first answer, with tickets")
                    .isGreaterThan(2 * bytes(said.subList(said.lastIndexOf(REQUEST), said.size())));
        }
    }

    private static int bytes(List<String> said) {
        return said.stream()
                .filter(word -> word.startsWith(BYTES))
                .mapToInt(word -> Integer.parseInt(word.substring(BYTES.length())))
                .sum();
    }

    /** Answers 200, and notes when it had the handshake and a request, and what it then sent. */
    private static final class Server implements AutoCloseable {
        private final List<String> said = new CopyOnWriteArrayList<>();
        private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        private final int port;

        Server() throws SSLException, InterruptedException {
            Identity identity = PKI.server();
            SslContext context = SslContextBuilder.forServer(identity.key(), identity.chain())
                    .sslProvider(SslProvider.OPENSSL)
                    .build();
            Channel listener = new ServerBootstrap()
                    .group(loop)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(new Sent())
                                    .addLast(context.newHandler(channel.alloc()))
                                    .addLast(new HttpServerCodec())
                                    .addLast(new Answers());
                        }
                    })
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .sync()
                    .channel();
            port = ((InetSocketAddress) listener.localAddress()).getPort();
        }

        String uri() {
            return "https://" + TestPki.HOST + ":" + port + "/";
        }

        @Override
        public void close() {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
        }

        private final class Sent extends ChannelOutboundHandlerAdapter {
            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                said.add(BYTES + ((ByteBuf) message).readableBytes());
                ctx.write(message, promise);
            }
        }

        private final class Answers extends ChannelInboundHandlerAdapter {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                if (event instanceof SslHandshakeCompletionEvent) {
                    said.add(SHAKEN);
                }
            }

            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                if (message instanceof LastHttpContent) {
                    said.add(REQUEST);
                    DefaultFullHttpResponse ok =
                            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
                    ok.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
                    ctx.writeAndFlush(ok);
                }
                ReferenceCountUtil.release(message);
            }
        }
    }
}
