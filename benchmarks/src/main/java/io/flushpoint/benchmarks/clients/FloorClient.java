package io.flushpoint.benchmarks.clients;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.BooleanSupplier;

/** A blocking channel. */
final class FloorClient implements OpenClient {
    private static final int ANSWERS = 8 << 10;

    private final SocketChannel channel;
    private final ByteBuffer request;
    private final ByteBuffer answers = ByteBuffer.allocate(ANSWERS);
    private final FloorReader reader = new FloorReader();

    FloorClient(SocketChannel channel, byte[] wire) {
        this.channel = channel;
        request = ByteBuffer.allocateDirect(wire.length).put(wire);
    }

    @Override
    public void post(Witness witness) throws IOException {
        reader.posted(witness);
        request.rewind();
        while (request.hasRemaining()) {
            channel.write(request);
        }
        witness.hook();
    }

    @Override
    public void await(BooleanSupplier fact) throws IOException {
        while (!fact.getAsBoolean()) {
            int count = channel.read(answers.clear());
            reader.read(answers.array(), count);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
