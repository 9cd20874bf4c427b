package io.flushpoint;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The receipt, and the time line, of a send to which nothing has happened yet. */
enum EmptyReceipt implements Receipt, Receipt.Timings {
    INSTANCE;

    @Override
    public Optional<DeliveryLevel> level() {
        return Optional.empty();
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public Timings timings() {
        return this;
    }

    @Override
    public OptionalLong connection() {
        return OptionalLong.empty();
    }

    @Override
    public boolean reused() {
        return false;
    }

    @Override
    public int attempts() {
        return 0;
    }

    @Override
    public OptionalInt status() {
        return OptionalInt.empty();
    }

    @Override
    public String toString() {
        return "nothing has happened yet";
    }
}
