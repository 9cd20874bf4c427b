package io.flushpoint.benchmarks.clients.sink;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/**
 * One connection of the sink, on a thread of its own. Answers as many requests as a read brought with one write. Over TLS it speaks
 * HTTP/2 where ALPN chose it; either way the client begins with that protocol's preface, by which it is known.
 */
final class SinkConnection implements Runnable {
    private static final int BUFFER = 64 << 10;

    private final Socket socket;
    private final SinkDesk desk;
    private final long accepted = System.nanoTime();

    SinkConnection(Socket socket, SinkDesk desk) {
        this.socket = socket;
        this.desk = desk;
        desk.opened(socket);
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            desk.awaitReading();
            long secured = accepted;
            if (socket instanceof SSLSocket tls) {
                tls.startHandshake();
                secured = System.nanoTime();
            }
            serve(socket.getInputStream(), socket.getOutputStream(), secured);
        } catch (IOException | InterruptedException e) {
            // The client has gone, or the process ends: both are how a connection ends.
        } finally {
            desk.closed(socket);
        }
    }

    private void serve(InputStream in, OutputStream out, long secured) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        int count = in.readNBytes(buffer, 0, SinkProtocol.TELLING);
        if (count < SinkProtocol.TELLING) {
            return;
        }
        boolean http2 = SinkProtocol.isHttp2(buffer);
        SinkProtocol protocol = SinkProtocol.of(buffer, BUFFER);
        while (count >= 0) {
            int ended = protocol.scan(buffer, count);
            Arrival arrival = new Arrival(accepted, secured, System.nanoTime());
            if (ended > 0 && desk.arrived(ended, http2, arrival) == SinkMode.DROP) {
                return;
            }
            protocol.write(out);
            desk.awaitReading();
            count = in.read(buffer);
        }
    }
}
