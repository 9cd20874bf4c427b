package io.flushpoint.functional;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.WireState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Remembers what a listener is told, in order and in words, and passes it on. Safe for any thread. */
final class Events implements SenderListener {
    private final SenderListener next;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger reports = new AtomicInteger();

    Events(SenderListener next) {
        this.next = next;
    }

    /** Such as {@code opened 1}, {@code reached WRITTEN on 1}, {@code news ANSWERED}, {@code retired 1 IDLE_AGE}. */
    List<String> lines() {
        return new ArrayList<>(lines);
    }

    /** The lines that begin with this word. */
    List<String> lines(String word) {
        return lines.stream().filter(line -> line.startsWith(word + " ")).toList();
    }

    /** Settled sends that were completely written: each of them is owed its delivery report. */
    int written() {
        return written.get();
    }

    /** Delivery reports told. */
    int reports() {
        return reports.get();
    }

    @Override
    public void onSettled(SendRequest request, Receipt receipt, @Nullable SendException failure) {
        if (failure == null || failure.wireState() == WireState.FULLY_WRITTEN) {
            written.incrementAndGet();
        }
        DeliveryLevel level = receipt.level().orElse(null);
        lines.add(
                failure == null
                        ? "reached " + level + " on " + receipt.connection().orElse(0)
                        : "failed " + failure.failure());
        next.onSettled(request, receipt, failure);
    }

    @Override
    public void onReport(SendRequest request, DeliveryReport told) {
        reports.incrementAndGet();
        lines.add("news " + told.kind());
        next.onReport(request, told);
    }

    @Override
    public void onRetried(SendRequest request, Failure cause) {
        lines.add("retried " + cause);
        next.onRetried(request, cause);
    }

    @Override
    public void onConnectionOpened(String endpoint, long connection) {
        lines.add("opened " + connection);
        next.onConnectionOpened(endpoint, connection);
    }

    @Override
    public void onConnectionReused(String endpoint, long connection) {
        lines.add("reused " + connection);
        next.onConnectionReused(endpoint, connection);
    }

    @Override
    public void onConnectionRetired(String endpoint, long connection, RetireReason reason) {
        lines.add("retired " + connection + " " + reason);
        next.onConnectionRetired(endpoint, connection, reason);
    }
}
