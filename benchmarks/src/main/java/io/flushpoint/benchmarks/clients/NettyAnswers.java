package io.flushpoint.benchmarks.clients;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.EOFException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The posts of a channel that have no answer yet, in order. */
final class NettyAnswers extends SimpleChannelInboundHandler<ByteBuf> {
    private final AnswerHeads heads = new AnswerHeads();
    /** Filled by the thread that posts, emptied by the event loop. */
    private final Queue<Witness> unanswered = new ConcurrentLinkedQueue<>();

    void posted(Witness witness) {
        unanswered.add(witness);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        while (bytes.isReadable()) {
            if (heads.ends(bytes.readByte())) {
                unanswered.remove().answered();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lost(new EOFException("closed by the server"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        lost(cause);
        context.close();
    }

    private void lost(Throwable cause) {
        for (Witness witness = unanswered.poll(); witness != null; witness = unanswered.poll()) {
            witness.failed(cause);
        }
    }
}
