package io.flushpoint.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The frames of one connection, the requests that they make up, and waiting for either. Safe for any thread. */
final class FrameLog {
    private static final int LISTED = 100;

    /** What was waited for cannot come any more. */
    static final class Over extends AssertionError {
        private static final long serialVersionUID = 1;

        Over(String message) {
            super(message);
        }
    }

    private final Supplier<String> connection;
    private final HeaderBlocks.Decoder decoder = new HeaderBlocks.Decoder();
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private final List<Frame> frames = new ArrayList<>();
    private final List<RequestSeen> requests = new ArrayList<>();
    private final Map<Integer, RequestSeen> byStream = new HashMap<>();
    private final Queue<RequestSeen> complete = new ArrayDeque<>();
    private @Nullable Frame head;
    private long keptBytes;
    private boolean over;

    /** {@code connection} describes the connection, for errors. */
    FrameLog(Supplier<String> connection) {
        this.connection = connection;
    }

    synchronized void add(Frame frame) throws IOException {
        frames.add(kept(frame));
        switch (frame.type()) {
            case Frame.HEADERS -> addBlock(frame, frame);
            case Frame.CONTINUATION -> addBlock(head == null ? frame : head, frame);
            case Frame.DATA -> addData(frame);
            case Frame.RST_STREAM -> on(frame).ifPresent(request -> request.reset(frame.errorCode()));
            default -> {}
        }
        notifyAll();
    }

    /** No frame comes any more. */
    synchronized void end() {
        over = true;
        notifyAll();
    }

    synchronized List<Frame> frames() {
        return List.copyOf(frames);
    }

    synchronized List<RequestSeen> requests() {
        return List.copyOf(requests);
    }

    synchronized Frame awaitFrame(int number, Predicate<Frame> wanted, Duration atMost) {
        List<Frame> found = new ArrayList<>();
        int[] next = {0};
        return await("frame " + number + " of those wanted", atMost, () -> {
            while (found.size() < number && next[0] < frames.size()) {
                Frame frame = frames.get(next[0]++);
                if (wanted.test(frame)) {
                    found.add(frame);
                }
            }
            return found.size() < number ? Optional.empty() : Optional.of(found.get(number - 1));
        });
    }

    synchronized RequestSeen awaitRequest(int number, Predicate<RequestSeen> state, Duration atMost) {
        return await(
                "request " + number,
                atMost,
                () -> requests.stream().skip(number - 1L).findFirst().filter(state));
    }

    synchronized RequestSeen takeComplete(Duration atMost) {
        return await("another complete request", atMost, () -> Optional.ofNullable(complete.poll()));
    }

    private Frame kept(Frame frame) {
        if (!frame.is(Frame.DATA)) {
            return frame;
        }
        keptBytes += frame.length();
        return keptBytes <= FrameConnection.KEPT_BYTES ? frame : frame.withoutPayload();
    }

    private void addBlock(Frame first, Frame frame) throws IOException {
        head = first;
        block.writeBytes(frame.content());
        if (!frame.has(Frame.END_HEADERS)) {
            return;
        }
        List<HeaderLine> fields = decoder.decode(frame.streamId(), block.toByteArray());
        block.reset();
        head = null;
        RequestSeen known = byStream.get(frame.streamId());
        if (known == null) {
            RequestSeen request = new RequestSeen(frame.streamId(), fields);
            byStream.put(frame.streamId(), request);
            requests.add(request);
        } else {
            known.addTrailers(fields);
        }
        completeIfEnded(first);
    }

    private void addData(Frame frame) {
        on(frame).ifPresent(request -> request.addBody(frame.content()));
        completeIfEnded(frame);
    }

    private void completeIfEnded(Frame frame) {
        if (frame.endsStream()) {
            on(frame).ifPresent(request -> {
                request.complete();
                complete.add(request);
            });
        }
    }

    private Optional<RequestSeen> on(Frame frame) {
        return Optional.ofNullable(byStream.get(frame.streamId()));
    }

    private synchronized <T> T await(String what, Duration atMost, Supplier<Optional<T>> probe) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            Optional<T> found = probe.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (over) {
                throw new Over(what + " cannot come any more: " + description());
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(what + " did not come within " + atMost + ": " + description());
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Over("interrupted while waiting for " + what);
            }
        }
    }

    private String description() {
        int unlisted = Math.max(0, frames.size() - LISTED);
        StringBuilder text = new StringBuilder(connection.get());
        text.append(", ").append(frames.size()).append(" frames:");
        if (unlisted > 0) {
            text.append("\n  (").append(unlisted).append(" more)");
        }
        frames.stream().skip(unlisted).forEach(frame -> text.append("\n  ").append(frame));
        return text.toString();
    }
}
