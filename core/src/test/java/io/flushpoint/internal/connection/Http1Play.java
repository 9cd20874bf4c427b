package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.HttpProtocol;

/** A {@link Play} over HTTP/1.1: what the requests are told is what {@link Http1Reading} makes of the same bytes. */
final class Http1Play extends Play {
    /** A head, a body's piece and what is made of them, each twice while it is copied. */
    private static final int MOST_MEMORY = 16 << 10;

    private Http1Play(Scene scene) {
        super(scene, HttpProtocol.HTTP_1_1, MOST_MEMORY + 2L * largestPiece(scene));
    }

    private static int largestPiece(Scene scene) {
        int octets = scene.octets().length;
        return scene.pieceBytes() == 0 || octets / scene.pieceBytes() >= MOST_PIECES ? octets : scene.pieceBytes();
    }

    /** Plays what a fuzzer has made up. An error tells what is wrong with the sender. */
    static Play of(byte[] input) {
        Play play = new Http1Play(Scene.of(input));
        play.run();
        return play;
    }

    @Override
    byte[] octets(Scene of) {
        return of.octets();
    }

    @Override
    void checkAnswers(byte[] octets) {
        Http1Reading answer = new Http1Reading(octets, 0, scene().headFirst());
        if (!first().isGivenUp()) {
            assertThat(first().status())
                    .as("first answer (%s), %s", answer, this)
                    .isEqualTo(answer.status());
        }
        if (answer.isInDoubt()) {
            assertThat(isGoneBeforeEnd()).as("gone for %s, %s", answer, this).isTrue();
        }
        boolean mayFollow = !first().isGivenUp() && !scene().staysHalfWritten() && answer.status() > 0;
        if (!mayFollow || answer.reuse() == Http1Reading.Reuse.NO) {
            assertThat(second().status())
                    .as("second answer (%s), %s", answer, this)
                    .isZero();
        } else if (answer.reuse() == Http1Reading.Reuse.YES) {
            checkSecond(answer, octets);
        }
    }

    private void checkSecond(Http1Reading answer, byte[] octets) {
        if (second().hasBegun() && arrivedBeforeSecond() > 0) {
            assertThat(arrivedBeforeSecond())
                    .as("surplus before the second request, %s", this)
                    .isEqualTo(answer.end());
        }
        if (second().hasBegun()) {
            Http1Reading next = new Http1Reading(octets, answer.end(), false);
            assertThat(second().status())
                    .as("second answer (%s after %s), %s", next, answer, this)
                    .isEqualTo(next.status());
        } else {
            assertThat(answer.end())
                    .as("nothing behind the first answer, and yet no second request, %s", this)
                    .isLessThan(octets.length);
        }
    }
}
