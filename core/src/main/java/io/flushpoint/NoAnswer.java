package io.flushpoint;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** What is kept of an answer that never came. */
enum NoAnswer implements AnswerExcerpt {
    INSTANCE;

    @Override
    public OptionalInt status() {
        return OptionalInt.empty();
    }

    @Override
    public Optional<String> header(String name) {
        Objects.requireNonNull(name, "name");
        return Optional.empty();
    }

    @Override
    public byte[] content() {
        return new byte[0];
    }

    @Override
    public boolean isWhole() {
        return false;
    }

    @Override
    public String toString() {
        return "AnswerExcerpt[no answer]";
    }
}
