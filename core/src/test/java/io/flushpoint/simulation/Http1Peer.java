package io.flushpoint.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A server of HTTP/1.1 that does to each request what its choices say. */
final class Http1Peer implements Peers.Peer, RequestsRead.Listener {
    private static final long SECOND = 1_000_000_000L;

    /** What it does to a request; the first is what it should. */
    private enum Mood {
        ANSWER,
        ANSWER_AND_CLOSE,
        ANSWER_THEN_FIN,
        ANSWER_THEN_RESET,
        ANSWER_WITHOUT_LENGTH,
        ANSWER_IN_CHUNKS,
        INTERIM_FIRST,
        SURPLUS,
        TWO_ANSWERS,
        CUT_OFF,
        GARBAGE,
        EARLY,
        EARLY_THEN_CLOSE,
        EARLY_THEN_RESET,
        FIN_AT_HEAD,
        CLOSE_AT_HEAD,
        RESET_AT_HEAD,
        PAUSE_AT_HEAD,
        STOP_READING,
        CLOSE_AT_END,
        RESET_AT_END,
        NEVER
    }

    /** Behind these nothing is answered, since nobody could tell it from what it is behind. */
    private static final Set<Mood> LAST =
            EnumSet.of(Mood.NEVER, Mood.CUT_OFF, Mood.GARBAGE, Mood.ANSWER_WITHOUT_LENGTH);

    private static final Mood[] FAIR = {Mood.ANSWER, Mood.ANSWER_IN_CHUNKS, Mood.INTERIM_FIRST};

    private final VirtualTime time;
    private final Choices choices;
    private final Truth truth;
    private final boolean fair;
    private final RequestsRead requests = new Http1Requests(this);
    private @Nullable SimulatedTcp tcp;
    private final Deque<Turn> turns = new ArrayDeque<>();
    private Mood mood = Mood.ANSWER;
    private boolean answering;
    private long written;

    /** Requests are answered in the order in which they came (RFC 9112 §9.3.2). */
    private record Turn(int id, Mood mood) {}

    /** {@code fair} is whether nothing goes wrong with it. */
    Http1Peer(VirtualTime time, Choices choices, Truth truth, boolean fair) {
        this.fair = fair;
        this.time = time;
        this.choices = choices;
        this.truth = truth;
    }

    @Override
    public void accepted(SimulatedTcp accepted) {
        tcp = accepted;
        switch (fair ? 0 : choices.below(24)) {
            case 19 -> time.after(choices.nanosUpTo(2 * SECOND), () -> answer(0, "", false));
            case 20 -> time.after(choices.nanosUpTo(2 * SECOND), accepted::fin);
            case 21 -> time.after(choices.nanosUpTo(2 * SECOND), accepted::closeByPeer);
            case 22 -> time.after(choices.nanosUpTo(2 * SECOND), accepted::resetByPeer);
            case 23 -> pauseFor(choices.nanosUpTo(20 * SECOND));
            default -> { // serves
            }
        }
    }

    @Override
    public void data(SimulatedTcp from, byte[] bytes) {
        requests.feed(bytes);
    }

    @Override
    public void clientEnded(SimulatedTcp ended) {
        ended.closeByPeer();
    }

    private SimulatedTcp tcp() {
        if (tcp == null) {
            throw new IllegalStateException("not accepted");
        }
        return tcp;
    }

    @Override
    public void began(RequestsRead.Key request, long firstByte) {
        boolean another = answering || !turns.isEmpty();
        mood = choices.oneIn(2) && !another ? choices.of(fair ? FAIR : Mood.values()) : Mood.ANSWER;
    }

    @Override
    public void headIsWhole(RequestsRead.Key request) {
        truth.happens(tcp(), "at the head, " + mood);
        switch (mood) {
            case EARLY -> answer(request.id(), "", true);
            case EARLY_THEN_CLOSE -> {
                answer(request.id(), "Connection: close\r\n", true);
                later(tcp()::closeByPeer);
            }
            case EARLY_THEN_RESET -> {
                answer(request.id(), "", true);
                later(tcp()::resetByPeer);
            }
            case FIN_AT_HEAD -> tcp().fin();
            case CLOSE_AT_HEAD -> tcp().closeByPeer();
            case RESET_AT_HEAD -> tcp().resetByPeer();
            case PAUSE_AT_HEAD -> pauseFor(choices.nanosUpTo(20 * SECOND));
            case STOP_READING -> tcp().pause(true);
            default -> { // waits for the end
            }
        }
    }

    @Override
    public void whole(RequestsRead.Key request, long end, byte[] body) {
        turns.add(new Turn(request.id(), mood));
        next();
    }

    private void next() {
        if (!answering && !turns.isEmpty()) {
            answering = true;
            Turn turn = turns.remove();
            time.after(choices.nanosUpTo(fair ? SECOND / 10 : 2 * SECOND), () -> {
                finish(turn.id, turn.mood);
                answering = LAST.contains(turn.mood);
                next();
            });
        }
    }

    private void finish(int id, Mood now) {
        truth.happens(tcp(), now);
        switch (now) {
            case ANSWER, PAUSE_AT_HEAD, STOP_READING -> answer(id, "", true);
            case ANSWER_AND_CLOSE -> {
                answer(id, "Connection: close\r\n", true);
                tcp().closeByPeer();
            }
            case ANSWER_THEN_FIN -> {
                answer(id, "", true);
                later(tcp()::closeByPeer);
            }
            case ANSWER_THEN_RESET -> {
                answer(id, "", true);
                later(tcp()::resetByPeer);
            }
            case ANSWER_WITHOUT_LENGTH -> {
                int status = truth.newStatus(id, tcp(), written);
                write("HTTP/1.1 " + status + " X\r\n\r\nuntil the end");
                later(tcp()::closeByPeer);
            }
            case ANSWER_IN_CHUNKS -> {
                int status = truth.newStatus(id, tcp(), written);
                write("HTTP/1.1 " + status + " X\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
            }
            case INTERIM_FIRST -> {
                write("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
                answer(id, "", true);
            }
            case SURPLUS -> {
                answer(id, "", true);
                write("surplus");
            }
            case TWO_ANSWERS -> {
                answer(id, "", true);
                answer(0, "", false);
            }
            case CUT_OFF -> {
                byte[] whole = text(truth.newStatus(id, tcp(), written), "");
                write(Arrays.copyOf(whole, choices.below(whole.length)));
                later(choices.oneIn(2) ? tcp()::closeByPeer : tcp()::resetByPeer);
            }
            case GARBAGE -> write("\u0016\u0003\u0001 not HTTP\r\n\r\n");
            case CLOSE_AT_END -> tcp().closeByPeer();
            case RESET_AT_END -> tcp().resetByPeer();
            default -> { // was dealt with at the head, or never is
            }
        }
    }

    private void later(Runnable what) {
        time.after(choices.nanosUpTo(SECOND), what);
    }

    private void pauseFor(long nanos) {
        tcp().pause(true);
        time.after(nanos, () -> tcp().pause(false));
    }

    /** {@code asked} is whether a request asked for it. */
    private void answer(int id, String field, boolean asked) {
        int status = truth.newStatus(asked ? id : 0, tcp(), written);
        byte[] text = text(status, field);
        truth.gave(status, written + text.length);
        write(text);
    }

    private static byte[] text(int status, String field) {
        return ("HTTP/1.1 " + status + " X\r\n" + field + "Content-Length: 3\r\n\r\nabc").getBytes(ISO_8859_1);
    }

    private void write(String text) {
        write(text.getBytes(ISO_8859_1));
    }

    private void write(byte[] bytes) {
        written += bytes.length;
        tcp().write(bytes);
    }
}
