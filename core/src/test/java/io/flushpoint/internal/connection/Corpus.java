package io.flushpoint.internal.connection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The inputs that are kept of a fuzz test, where Jazzer looks for them. Varies them at random, without guidance, as a check
 * that takes a second: the seed is new at each run and in the message of a failure; the system property
 * {@code flushpoint.seed} repeats one.
 */
final class Corpus {
    private static final Path ROOM = Path.of("src/test/resources/io/flushpoint/internal/connection");
    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(1_000);
    private static final int MOST_CHANGES = 6;
    private static final int MOST_BYTES = 4096;

    private final List<byte[]> inputs;
    private final Path directory;

    private Corpus(Path directory) {
        this.directory = directory;
        this.inputs = inputs().map(Corpus::read).toList();
    }

    /** Of the fuzz test of that version of HTTP. */
    static Corpus of(String version) {
        return new Corpus(ROOM.resolve(version + "AnswersFuzzTestInputs/hold"));
    }

    Stream<Path> inputs() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] input(String name) {
        return read(directory.resolve(name));
    }

    static byte[] read(Path input) {
        try {
            return Files.readAllBytes(input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Plays variations of the inputs. */
    void vary(Consumer<byte[]> play) {
        long seed = Long.getLong("flushpoint.seed", System.nanoTime());
        Random random = new Random(seed);
        long end = System.nanoTime() + MOMENT_NANOS;
        for (int i = 0; System.nanoTime() - end < 0; i++) {
            byte[] input = varied(random);
            try {
                play.accept(input);
            } catch (Throwable e) {
                throw new AssertionError("with seed " + seed + ", try " + i + ": " + Arrays.toString(input), e);
            }
        }
    }

    private byte[] varied(Random random) {
        byte[] input = any(random).clone();
        for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
            input = changed(input, random);
        }
        return Arrays.copyOf(input, Math.min(input.length, MOST_BYTES));
    }

    private byte[] any(Random random) {
        return inputs.get(random.nextInt(inputs.size()));
    }

    private byte[] changed(byte[] input, Random random) {
        int at = random.nextInt(input.length + 1);
        int to = Math.min(input.length, at + random.nextInt(12));
        return switch (random.nextInt(6)) {
            case 0 -> joined(input, at, new byte[] {(byte) random.nextInt(256)}, at);
            case 1 -> joined(input, at, new byte[0], to);
            case 2 -> joined(input, to, Arrays.copyOfRange(input, at, to), to); // twice
            case 3 -> joined(input, at, piece(any(random), random), at);
            case 4 -> joined(input, at, piece(any(random), random), to);
            default -> overwritten(input, Math.min(at, Math.max(0, input.length - 1)), random);
        };
    }

    private static byte[] piece(byte[] of, Random random) {
        int from = random.nextInt(of.length + 1);
        return Arrays.copyOfRange(of, from, Math.min(of.length, from + random.nextInt(40)));
    }

    private static byte[] overwritten(byte[] input, int at, Random random) {
        byte[] changed = input.clone();
        if (changed.length > 0) {
            changed[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : changed[at] ^ 1 << random.nextInt(8));
        }
        return changed;
    }

    private static byte[] joined(byte[] input, int upTo, byte[] piece, int from) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(input, 0, upTo);
        all.writeBytes(piece);
        all.write(input, from, input.length - from);
        return all.toByteArray();
    }
}
