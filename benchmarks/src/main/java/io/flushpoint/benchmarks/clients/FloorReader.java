package io.flushpoint.benchmarks.clients;

import java.io.EOFException;
import java.util.ArrayDeque;
import java.util.Queue;

/** The posts that have no answer yet, in order, for a client that reads only while it waits. */
final class FloorReader {
    private final AnswerHeads heads = new AnswerHeads();
    private final Queue<Witness> unanswered = new ArrayDeque<>();

    void posted(Witness witness) {
        unanswered.add(witness);
    }

    void read(byte[] bytes, int count) {
        if (count < 0) {
            lost();
        }
        for (int i = 0; i < count; i++) {
            if (heads.ends(bytes[i])) {
                unanswered.remove().answered();
            }
        }
    }

    private void lost() {
        EOFException cause = new EOFException("closed by the server");
        unanswered.forEach(witness -> witness.failed(cause));
        unanswered.clear();
    }
}
