package io.flushpoint.benchmarks.clients;

import io.flushpoint.DeliveryReport;
import io.flushpoint.Receipt;
import io.flushpoint.SendCallback;
import io.flushpoint.SendException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Tells a witness what a sender of Flushpoint tells. */
record LevelWitness(Witness witness) implements SendCallback {
    @Override
    public void onSettled(Receipt receipt, @Nullable SendException failure) {
        if (failure == null) {
            witness.hook();
        } else {
            witness.failed(failure);
        }
    }

    @Override
    public void onReport(DeliveryReport report) {
        if (report.kind() == DeliveryReport.Kind.ANSWERED) {
            witness.answered();
        } else {
            witness.failed(new IOException(
                    report.kind() + report.reason().map(reason -> ": " + reason).orElse("")));
        }
    }
}
