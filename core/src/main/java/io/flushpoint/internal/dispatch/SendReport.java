package io.flushpoint.internal.dispatch;

import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Receipt;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of a send after it was written.
 *
 * @param cause null exactly if it is answered
 * @param words the cause in words
 */
record SendReport(
        Kind kind, @Nullable Failure cause, @Nullable String words, boolean heard, Receipt receipt)
        implements DeliveryReport {
    private static final Set<Failure> LOSSES =
            Set.of(Failure.CONNECTION_LOST, Failure.PROTOCOL_ERROR, Failure.STREAM_RESET, Failure.UNPROCESSED);

    static SendReport answered(Receipt receipt) {
        return new SendReport(Kind.ANSWERED, null, null, true, receipt);
    }

    static SendReport unanswered(Failure cause, String words, boolean heard, Receipt receipt) {
        boolean lost = LOSSES.contains(cause);
        return new SendReport(lost ? Kind.LOST : Kind.UNKNOWN, cause, words, heard, receipt);
    }

    @Override
    public OptionalInt status() {
        return kind == Kind.ANSWERED ? receipt.status() : OptionalInt.empty();
    }

    @Override
    public Optional<Failure> failure() {
        return Optional.ofNullable(cause);
    }

    @Override
    public Optional<String> reason() {
        return Optional.ofNullable(words);
    }
}
