package io.flushpoint.benchmarks.lab.law;

import io.flushpoint.DeliveryReport;
import io.flushpoint.WireState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What happened to each send, as the function was told and as the peer saw it. May be written by any thread. */
public final class History {
    private final Map<String, SendStory> stories = new TreeMap<>();
    private final Map<String, Long> firstSeenNanos = new TreeMap<>();
    private final List<String> strangers = new ArrayList<>();

    /** Nothing yet. */
    public History() {}

    /** An invocation is about to be asked for a send. */
    public synchronized void asked(String send, String invocation) {
        stories.put(send, SendStory.of(invocation));
    }

    /** The function was told that the send has reached its level. */
    public void reached(String send) {
        change(send, SendStory::withReached);
    }

    /** The function was told that the send has not reached its level. */
    public void failed(String send, String attributedTo, WireState wireState) {
        change(send, story -> story.withFailure(attributedTo, wireState));
    }

    /** The function was told what became of the send after it was written. */
    public void late(String send, String attributedTo, DeliveryReport.Kind kind) {
        change(send, story -> story.withReport(attributedTo, kind));
    }

    /** The peer's TCP has the whole of it, whatever the peer's application does. */
    public void received(String send) {
        change(send, SendStory::withReceived);
    }

    /** The peer's application has read it. */
    public synchronized void seen(String send, long nanos) {
        firstSeenNanos.putIfAbsent(send, nanos);
        change(send, SendStory::withSeen);
    }

    private synchronized void change(String send, UnaryOperator<SendStory> change) {
        if (stories.computeIfPresent(send, (id, story) -> change.apply(story)) == null) {
            strangers.add(send);
        }
    }

    /** Whether the peer's application has read it by now. */
    public synchronized boolean isSeen(String send) {
        return firstSeenNanos.containsKey(send);
    }

    /** Whether the peer's TCP has the whole of it by now. */
    public synchronized boolean isReceived(String send) {
        SendStory story = stories.get(send);
        return story != null && story.received() > 0;
    }

    /** When the peer's application first read it, by {@link System#nanoTime()}; null if it has not. */
    public synchronized @Nullable Long firstSeenNanos(String send) {
        return firstSeenNanos.get(send);
    }

    /** How many sends are neither seen nor reported by now. */
    public synchronized long openQuestions() {
        return stories.values().stream().filter(SendStory::unexplained).count();
    }

    /** A copy, by send. */
    synchronized Map<String, SendStory> stories() {
        return new TreeMap<>(stories);
    }

    /** Sends that were reported or seen although nobody asked for them. */
    synchronized List<String> strangers() {
        return List.copyOf(strangers);
    }
}
