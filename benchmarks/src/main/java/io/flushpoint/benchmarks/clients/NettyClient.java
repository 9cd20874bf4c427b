package io.flushpoint.benchmarks.clients;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;

/** Channels of one event loop, used in turn. */
final class NettyClient implements OpenClient {
    private final EventLoopGroup group;
    private final Channel[] channels;
    private final NettyAnswers[] answers;
    private final ByteBuf request;
    private int next;

    NettyClient(EventLoopGroup group, Channel[] channels, Target target) {
        this.group = group;
        this.channels = channels;
        answers = new NettyAnswers[channels.length];
        for (int i = 0; i < channels.length; i++) {
            answers[i] = channels[i].pipeline().get(NettyAnswers.class);
        }
        byte[] wire = target.wire();
        request = Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(wire.length).writeBytes(wire).asReadOnly());
    }

    @Override
    public void post(Witness witness) {
        int turn = next;
        next = turn + 1 == channels.length ? 0 : turn + 1;
        answers[turn].posted(witness);
        channels[turn].writeAndFlush(request.duplicate()).addListener(written -> {
            if (written.isSuccess()) {
                witness.hook();
            } else {
                witness.failed(written.cause());
            }
        });
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        request.unwrap().release();
    }
}
