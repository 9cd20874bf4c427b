package io.flushpoint.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What really happened, as the sockets and the peers know it: which request was written where, and which answer was given. */
final class Truth {
    private static final int FIRST_STATUS = 210;
    private static final int LAST_STATUS = 599;
    private static final int NOT_MODIFIED = 304;

    /** A request on one connection. */
    static final class Written {
        private final RequestsRead.Key request;
        private final SimulatedTcp tcp;
        private final long receivedBefore;
        private final boolean late;
        private long end = -1;

        Written(RequestsRead.Key request, SimulatedTcp tcp, long receivedBefore, boolean late) {
            this.request = request;
            this.tcp = tcp;
            this.receivedBefore = receivedBefore;
            this.late = late;
        }

        SimulatedTcp tcp() {
            return tcp;
        }

        /** How much the peer had sent, as far as the kernel knew, before a byte of it was written. */
        long receivedBefore() {
            return receivedBefore;
        }

        /** Whether its first byte had to wait for room. */
        boolean isLate() {
            return late;
        }

        boolean isWhole() {
            return end >= 0;
        }

        /** Whether its last byte has left the machine. */
        boolean hasLeft() {
            return isWhole() && (tcp.departed() >= end || isAcknowledged());
        }

        boolean isAcknowledged() {
            return isWhole() && tcp.acknowledged() >= end;
        }
    }

    /**
     * A final response that a peer has written.
     *
     * @param id which request it is for; 0 if for none
     * @param firstByte its position among what the peer has written there
     */
    record Answer(int id, SimulatedTcp tcp, long firstByte) {}

    private record Place(RequestsRead.Key request, SimulatedTcp tcp) {}

    private final Consumer<String> trace;
    private final IntFunction<byte[]> bodies;
    private final Map<Integer, List<Written>> written = new HashMap<>();
    private final Map<Integer, Answer> answers = new HashMap<>();
    private final Map<Integer, Long> ends = new HashMap<>();
    private final Set<Place> refused = new HashSet<>();
    private final Map<SimulatedTcp, Integer> lastStreams = new HashMap<>();
    private int nextStatus = FIRST_STATUS;

    /** {@code bodies} are those of the requests; {@code trace} is told what happens. */
    Truth(Consumer<String> trace, IntFunction<byte[]> bodies) {
        this.trace = trace;
        this.bodies = bodies;
    }

    /** Follows what a socket accepts. */
    RequestsRead reading(SimulatedTcp tcp, boolean http2) {
        Map<RequestsRead.Key, Written> here = new HashMap<>();
        RequestsRead.Listener listener = new RequestsRead.Listener() {
            private long receivedBefore;
            private boolean late;

            @Override
            public void firstByte() {
                receivedBefore = tcp.received();
                late = tcp.isLate();
            }

            @Override
            public void began(RequestsRead.Key request, long firstByte) {
                trace.accept("  request " + request.id() + " is begun on connection " + tcp.number());
                Written now = new Written(request, tcp, receivedBefore, late);
                here.put(request, now);
                written.computeIfAbsent(request.id(), id -> new ArrayList<>()).add(now);
            }

            @Override
            public void whole(RequestsRead.Key request, long end, byte[] body) {
                Written now = here.get(request);
                if (now == null || !Arrays.equals(body, bodies.apply(request.id()))) {
                    throw new Violation("the body of request " + request.id() + " was not written as it is");
                }
                now.end = end;
                trace.accept("  request " + request.id() + " is whole");
            }
        };
        return http2 ? new Http2Requests(listener, null) : new Http1Requests(listener);
    }

    /** Where a request was begun to be written, in order. */
    List<Written> of(int id) {
        return written.getOrDefault(id, List.of());
    }

    /** Something happens that belongs into the trace. */
    void happens(SimulatedTcp tcp, Object what) {
        trace.accept("  connection " + tcp.number() + ": " + what);
    }

    /** A status that no other answer has. */
    int newStatus(int id, SimulatedTcp tcp, long firstByte) {
        nextStatus = nextStatus == LAST_STATUS ? FIRST_STATUS : nextStatus + 1;
        nextStatus = nextStatus == NOT_MODIFIED ? nextStatus + 1 : nextStatus;
        trace.accept("  connection " + tcp.number() + " gives status " + nextStatus + " to "
                + (id == 0 ? "nobody" : "request " + id));
        answers.put(nextStatus, new Answer(id, tcp, firstByte));
        return nextStatus;
    }

    /** Its head is written, up to that position. */
    void gave(int status, long end) {
        ends.put(status, end);
    }

    /** Whether a kernel has the whole head of an answer to a request, and nothing was muddled before it. */
    boolean isAnswerThere(int id) {
        return ends.entrySet().stream().anyMatch(head -> {
            Answer answer = answers.get(head.getKey());
            return answer != null
                    && answer.id == id
                    && head.getValue() <= answer.tcp.received()
                    && !isMuddledBefore(answer);
        });
    }

    /** The answer with that status; null if none was given. */
    @Nullable
    Answer answer(int status) {
        return answers.get(status);
    }

    /**
     * Whether the peer had written a response before it, on the same connection, that nobody asked for: whoever had a request on
     * its way by then cannot know.
     */
    boolean isMuddledBefore(Answer answer) {
        return answers.values().stream()
                .anyMatch(other -> other.id == 0 && other.tcp == answer.tcp && other.firstByte < answer.firstByte);
    }

    /** The peer has refused the stream of a request, which it has not processed then (RFC 9113 §8.7). */
    void refused(RequestsRead.Key request, SimulatedTcp tcp) {
        refused.add(new Place(request, tcp));
    }

    /** The peer processes no stream beyond the last (RFC 9113 §6.8). */
    void goesAway(SimulatedTcp tcp, int lastStream) {
        lastStreams.merge(tcp, lastStream, Math::min);
    }

    /** Whether the peer has proven that it has not processed a request there. */
    boolean isProvenUnprocessed(Written there) {
        return refused.contains(new Place(there.request, there.tcp))
                || there.request.stream() > lastStreams.getOrDefault(there.tcp, Integer.MAX_VALUE);
    }
}
