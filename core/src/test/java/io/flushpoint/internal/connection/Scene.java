package io.flushpoint.internal.connection;

import java.util.Arrays;

/**
 * What a peer does, as a fuzzer makes it up: a few bytes that say how, and the bytes that it sends.
 *
 * <pre>
 *   0  1 both requests at once  2 HEAD first  4 answers are kept  8 the first request stays half-written
 *      16 the first is given up after the first piece  32 of HTTP/2: the rest are frames without their lengths
 *   1  0 open at the end  1 FIN  2 closed  3 reset
 *   2  bytes of a piece; 0 for all at once
 *   3  bytes of the tail
 *   4  the tail comes so many times, squared, once more
 * </pre>
 *
 * <p>Of each of these only the lower six bits count, so that they can be letters: {@code @} is 0, {@code A} is 1.
 */
@SuppressWarnings("ArrayRecordComponent") // played, not compared
record Scene(int how, int end, int pieceBytes, byte[] octets) {
    private static final int HEAD_BYTES = 5;
    private static final int SIX_BITS = 0x3f;
    private static final int MOST_BYTES = 256 << 10;

    static final int OPEN = 0;
    static final int FIN = 1;
    static final int CLOSED = 2;

    static Scene of(byte[] input) {
        byte[] head = Arrays.copyOf(input, HEAD_BYTES);
        byte[] once = Arrays.copyOfRange(input, Math.min(input.length, HEAD_BYTES), Math.max(input.length, HEAD_BYTES));
        if (input.length < HEAD_BYTES) {
            once = new byte[0];
        }
        int tail = Math.min(bits(head[3]), once.length);
        int times = bits(head[4]) * bits(head[4]);
        int more = tail == 0 ? 0 : Math.min(times, (MOST_BYTES - Math.min(MOST_BYTES, once.length)) / tail);
        byte[] octets = Arrays.copyOf(once, once.length + more * tail);
        for (int i = 0; i < more; i++) {
            System.arraycopy(once, once.length - tail, octets, once.length + i * tail, tail);
        }
        return new Scene(bits(head[0]), bits(head[1]) & 3, bits(head[2]), octets);
    }

    private static int bits(byte octet) {
        return octet & SIX_BITS;
    }

    private boolean has(int bit) {
        return (how & bit) != 0;
    }

    boolean bothAtOnce() {
        return has(1);
    }

    boolean headFirst() {
        return has(2);
    }

    boolean keepsAnswers() {
        return has(4);
    }

    boolean staysHalfWritten() {
        return has(8);
    }

    boolean givesUp() {
        return has(16);
    }

    boolean isFrames() {
        return has(32);
    }
}
