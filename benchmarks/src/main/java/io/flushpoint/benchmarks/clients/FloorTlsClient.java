package io.flushpoint.benchmarks.clients;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocket;

/** A blocking socket with the JDK's TLS. */
final class FloorTlsClient implements OpenClient {
    private static final int ANSWERS = 8 << 10;

    private final SSLSocket socket;
    private final byte[] request;
    private final byte[] answers = new byte[ANSWERS];
    private final FloorReader reader = new FloorReader();

    FloorTlsClient(SSLSocket socket, byte[] request) {
        this.socket = socket;
        this.request = request;
    }

    @Override
    public void post(Witness witness) throws IOException {
        reader.posted(witness);
        socket.getOutputStream().write(request);
        witness.hook();
    }

    @Override
    public void await(BooleanSupplier fact) throws IOException {
        while (!fact.getAsBoolean()) {
            int count = socket.getInputStream().read(answers);
            reader.read(answers, count);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
