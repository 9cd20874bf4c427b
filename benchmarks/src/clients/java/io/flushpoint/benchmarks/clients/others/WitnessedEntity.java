package io.flushpoint.benchmarks.clients.others;

import io.flushpoint.benchmarks.clients.Witness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;

/** An entity whose end is taken for the end of the request, as people do who need a hook and have none. */
record WitnessedEntity(AsyncEntityProducer entity, Witness witness) implements AsyncEntityProducer {
    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        entity.produce(new Watched(channel, witness));
    }

    @Override
    public boolean isRepeatable() {
        return entity.isRepeatable();
    }

    @Override
    public void failed(Exception cause) {
        entity.failed(cause);
    }

    @Override
    public int available() {
        return entity.available();
    }

    @Override
    public long getContentLength() {
        return entity.getContentLength();
    }

    @Override
    public String getContentType() {
        return entity.getContentType();
    }

    @Override
    public String getContentEncoding() {
        return entity.getContentEncoding();
    }

    @Override
    public boolean isChunked() {
        return entity.isChunked();
    }

    @Override
    public Set<String> getTrailerNames() {
        return entity.getTrailerNames();
    }

    @Override
    public void releaseResources() {
        entity.releaseResources();
    }

    private record Watched(DataStreamChannel channel, Witness witness) implements DataStreamChannel {
        @Override
        public void requestOutput() {
            channel.requestOutput();
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return channel.write(bytes);
        }

        @Override
        public void endStream() throws IOException {
            channel.endStream();
            witness.hook();
        }

        @Override
        public void endStream(List<? extends Header> trailers) throws IOException {
            channel.endStream(trailers);
            witness.hook();
        }
    }
}
