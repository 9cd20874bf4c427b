package io.flushpoint.benchmarks.clients;

/** Counts response heads as their bytes pass by. The sink's answers have no body, so a head is an answer. */
final class AnswerHeads {
    private static final byte[] END = {'\r', '\n', '\r', '\n'};

    private int matched;

    /** Whether this byte ends a head. */
    boolean ends(byte one) {
        matched = one == END[matched] ? matched + 1 : one == '\r' ? 1 : 0;
        if (matched < END.length) {
            return false;
        }
        matched = 0;
        return true;
    }
}
