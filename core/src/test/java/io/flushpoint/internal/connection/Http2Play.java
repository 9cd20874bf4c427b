package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.HttpProtocol;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** A {@link Play} over HTTP/2: what a request is told is the first final status on its own stream, and no other. */
final class Http2Play extends Play {
    /** A frame and a head, each twice while it is copied, and the answers of ours that are on their way. */
    private static final int MOST_MEMORY = 256 << 10;

    private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    private static final int SHORT_FRAME_HEAD_BYTES = 4;

    private Http2Play(Scene scene) {
        super(scene, HttpProtocol.HTTP_2, MOST_MEMORY + 2L * scene.octets().length);
    }

    /** Plays what a fuzzer has made up. An error tells what is wrong with the sender. */
    static Play of(byte[] input) {
        Play play = new Http2Play(Scene.of(input));
        play.run();
        return play;
    }

    /** As they are; or, if a fuzzer was to be spared their lengths, type, flags, stream and length of a frame, in a byte each. */
    @Override
    byte[] octets(Scene of) {
        if (!of.isFrames()) {
            return of.octets();
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.writeBytes(SETTINGS);
        ByteBuffer in = ByteBuffer.wrap(of.octets());
        while (in.remaining() >= SHORT_FRAME_HEAD_BYTES) {
            byte type = in.get();
            byte flags = in.get();
            byte stream = in.get();
            byte[] payload = new byte[Math.min(Byte.toUnsignedInt(in.get()), in.remaining())];
            in.get(payload);
            octets.writeBytes(new byte[] {0, 0, (byte) payload.length, type, flags, 0, 0, 0, stream});
            octets.writeBytes(payload);
        }
        return octets.toByteArray();
    }

    @Override
    void checkAnswers(byte[] octets) {
        Http2Reading reading = new Http2Reading(octets);
        check(first(), reading);
        check(second(), reading);
        assertThat(first().streamId() == 0 || first().streamId() != second().streamId())
                .as("a stream of its own: %s", this)
                .isTrue();
    }

    private void check(HeardExchange exchange, Http2Reading reading) {
        assertThat(exchange.status()).as("%s", this).isIn(0, reading.status(exchange.streamId()));
    }
}
