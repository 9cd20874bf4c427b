package io.flushpoint.benchmarks.clients.sink;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** HTTP/1.1: as many answers as requests have ended, in one write. */
final class SinkHttp1 implements SinkProtocol {
    private static final byte[] ANSWER = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final RequestScanner scanner = new RequestScanner();
    private final byte[] answers;
    private int due;

    /** Of requests that are read in portions of so many bytes at most. */
    SinkHttp1(int portion) {
        int mostAtOnce = portion / 32;
        answers = new byte[ANSWER.length * mostAtOnce];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = ANSWER[i % ANSWER.length];
        }
    }

    @Override
    public int scan(byte[] bytes, int count) {
        due = scanner.scan(bytes, count);
        return due;
    }

    @Override
    public void write(OutputStream out) throws IOException {
        if (due > 0) {
            out.write(answers, 0, due * ANSWER.length);
            due = 0;
        }
    }
}
