package io.flushpoint.functional;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.LateNews;
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
    private final AtomicInteger news = new AtomicInteger();

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

    /** Settled sends that were completely written: each of them is owed its late news. */
    int written() {
        return written.get();
    }

    /** Late news told. */
    int news() {
        return news.get();
    }

    @Override
    public void sendSettled(SendRequest request, Receipt receipt, @Nullable SendException failure) {
        if (failure == null || failure.wireState() == WireState.FULLY_WRITTEN) {
            written.incrementAndGet();
        }
        DeliveryLevel level = receipt.level();
        lines.add(failure == null ? "reached " + level + " on " + receipt.connection() : "failed " + failure.failure());
        next.sendSettled(request, receipt, failure);
    }

    @Override
    public void lateNews(SendRequest request, LateNews told) {
        news.incrementAndGet();
        lines.add("news " + told.kind());
        next.lateNews(request, told);
    }

    @Override
    public void sendRetried(SendRequest request, Failure cause) {
        lines.add("retried " + cause);
        next.sendRetried(request, cause);
    }

    @Override
    public void connectionOpened(String endpoint, long connection) {
        lines.add("opened " + connection);
        next.connectionOpened(endpoint, connection);
    }

    @Override
    public void connectionReused(String endpoint, long connection) {
        lines.add("reused " + connection);
        next.connectionReused(endpoint, connection);
    }

    @Override
    public void connectionRetired(String endpoint, long connection, RetireReason reason) {
        lines.add("retired " + connection + " " + reason);
        next.connectionRetired(endpoint, connection, reason);
    }
}
