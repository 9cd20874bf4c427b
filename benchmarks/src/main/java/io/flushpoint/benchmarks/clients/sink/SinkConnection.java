package io.flushpoint.benchmarks.clients.sink;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/** One connection of the sink, on a thread of its own. Answers as many requests as a read brought with one write. */
final class SinkConnection implements Runnable {
    private static final byte[] ANSWER = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final int BUFFER = 64 << 10;
    private static final int MOST_AT_ONCE = BUFFER / 32;

    private final Socket socket;
    private final SinkDesk desk;
    private final RequestScanner scanner = new RequestScanner();
    private final byte[] answers = new byte[ANSWER.length * MOST_AT_ONCE];
    private final long accepted = System.nanoTime();

    SinkConnection(Socket socket, SinkDesk desk) {
        this.socket = socket;
        this.desk = desk;
        desk.opened(socket);
        for (int i = 0; i < answers.length; i++) {
            answers[i] = ANSWER[i % ANSWER.length];
        }
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
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            int ended = scanner.scan(buffer, count);
            if (ended > 0) {
                if (desk.arrived(ended, new Arrival(accepted, secured, System.nanoTime())) == SinkMode.DROP) {
                    return;
                }
                out.write(answers, 0, ended * ANSWER.length);
            }
            desk.awaitReading();
        }
    }
}
