package io.flushpoint.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes frames on one connection, and answers what the client sends as long as that is not switched off. Before the first
 * frame of the script nothing is answered: a server begins with SETTINGS of its own. Safe for any thread.
 */
final class FrameWriter {
    private final Wire wire;
    private final HeaderBlocks.Encoder encoder = new HeaderBlocks.Encoder();
    private final List<Frame> unanswered = new ArrayList<>();
    private boolean begun;
    private volatile boolean settingsAck = true;
    private volatile boolean pingAck = true;
    private volatile boolean refill = true;

    FrameWriter(Wire wire) {
        this.wire = wire;
    }

    void autoSettingsAck(boolean on) {
        settingsAck = on;
    }

    void autoPingAck(boolean on) {
        pingAck = on;
    }

    void autoRefill(boolean on) {
        refill = on;
    }

    void write(Frame frame) throws IOException {
        write(frame.encoded());
    }

    synchronized void write(byte[] octets) throws IOException {
        wire.write(octets, 0, octets.length);
        if (!begun) {
            begun = true;
            for (Frame frame : unanswered) {
                answer(frame);
            }
            unanswered.clear();
        }
    }

    /**
     * Writes a header block: one frame of this type and flags, whose payload begins with the prefix, and as many CONTINUATION
     * frames, all at once.
     */
    synchronized void writeBlock(Frame first, int continuations, String... nameValuePairs) throws IOException {
        byte[] block = encoder.encode(first.streamId(), nameValuePairs);
        int piece = block.length / (continuations + 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int number = 0; number <= continuations; number++) {
            boolean last = number == continuations;
            byte[] fragment = Arrays.copyOfRange(block, number * piece, last ? block.length : (number + 1) * piece);
            int end = last ? Frame.END_HEADERS : 0;
            Frame frame = number == 0
                    ? new Frame(first.type(), first.flags() | end, first.streamId(), join(first.payload(), fragment))
                    : new Frame(Frame.CONTINUATION, end, first.streamId(), fragment);
            out.writeBytes(frame.encoded());
        }
        write(out.toByteArray());
    }

    /** Takes note of a frame of the client, and answers it if it is one to answer. */
    synchronized void received(Frame frame) throws IOException {
        if (frame.is(Frame.SETTINGS) && !frame.isAck()) {
            Long tableSize = frame.settings().get(Frame.HEADER_TABLE_SIZE);
            if (tableSize != null) {
                encoder.limitTable(tableSize);
            }
        }
        if (begun) {
            answer(frame);
        } else {
            unanswered.add(frame);
        }
    }

    private void answer(Frame frame) throws IOException {
        if (frame.is(Frame.DATA)) {
            refill(frame);
        } else if (frame.is(Frame.SETTINGS) && !frame.isAck() && settingsAck) {
            write(new Frame(Frame.SETTINGS, Frame.ACK, 0, new byte[0]));
        } else if (frame.is(Frame.PING) && !frame.isAck() && pingAck) {
            write(new Frame(Frame.PING, Frame.ACK, 0, frame.payload()));
        }
    }

    private void refill(Frame data) throws IOException {
        if (!refill || data.length() == 0) {
            return;
        }
        byte[] increment =
                ByteBuffer.allocate(Integer.BYTES).putInt(data.length()).array();
        write(new Frame(Frame.WINDOW_UPDATE, 0, 0, increment));
        if (!data.endsStream()) {
            write(new Frame(Frame.WINDOW_UPDATE, 0, data.streamId(), increment));
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
