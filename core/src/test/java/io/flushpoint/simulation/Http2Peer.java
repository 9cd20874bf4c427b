package io.flushpoint.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server of HTTP/2 that does to each request, and to the connection, what its choices say. */
final class Http2Peer implements Peers.Peer, RequestsRead.Listener, Http2Requests.Frames {
    private static final long SECOND = 1_000_000_000L;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int PUSH_PROMISE = 5;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int NO_ERROR = 0;
    private static final int INTERNAL_ERROR = 2;
    private static final int REFUSED_STREAM = 7;
    private static final int CANCEL = 8;
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int MAX_FRAME_SIZE = 5;
    private static final int DEFAULT_WINDOW = 65_535;
    private static final int LARGE_WINDOW = 1 << 20;

    /** What it does to a request; the first is what it should. */
    private enum Mood {
        ANSWER,
        ANSWER_WITH_CONTENT,
        INTERIM_FIRST,
        TRAILERS,
        EARLY,
        EARLY_THEN_RESET_STREAM,
        REFUSE,
        RESET_STREAM,
        GO_AWAY,
        GO_AWAY_BEFORE_IT,
        GO_AWAY_IN_ERROR,
        CLOSE,
        RESET,
        GARBAGE,
        DATA_ON_OTHER_STREAM,
        PUSH,
        PING,
        SETTINGS,
        STARVE,
        NEVER
    }

    private static final Mood[] FAIR = {
        Mood.ANSWER, Mood.ANSWER_WITH_CONTENT, Mood.INTERIM_FIRST, Mood.TRAILERS, Mood.PING, Mood.SETTINGS
    };

    private record Setting(int id, long value) {}

    private final VirtualTime time;
    private final Choices choices;
    private final Truth truth;
    private final boolean fair;
    private final Http2Requests requests = new Http2Requests(this, this);
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final Map<Integer, Mood> moods = new HashMap<>();
    private @Nullable SimulatedTcp tcp;
    private long written;
    private boolean starves;
    private int lastStream = Integer.MAX_VALUE; // of a GOAWAY

    /** {@code fair} is whether nothing goes wrong with it. */
    Http2Peer(VirtualTime time, Choices choices, Truth truth, boolean fair) {
        this.fair = fair;
        this.time = time;
        this.choices = choices;
        this.truth = truth;
    }

    @Override
    public void accepted(SimulatedTcp accepted) {
        tcp = accepted;
        switch (fair ? 0 : choices.below(16)) {
            case 11 -> later(accepted::fin);
            case 12 -> later(accepted::closeByPeer);
            case 13 -> later(accepted::resetByPeer);
            case 14 -> {
                accepted.pause(true);
                later(() -> accepted.pause(false));
            }
            case 15 -> later(() -> goAway(Integer.MAX_VALUE, NO_ERROR));
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

    // ---- what is no request ----

    @Override
    public void preface() {
        Setting[] settings = choices.of(
                new Setting[0],
                new Setting[] {new Setting(MAX_CONCURRENT_STREAMS, choices.of(2, 1, fair ? 3 : 0))},
                new Setting[] {new Setting(INITIAL_WINDOW_SIZE, choices.of(100, 0, 1))},
                new Setting[] {new Setting(MAX_FRAME_SIZE, 16_777_215)},
                new Setting[] {new Setting(INITIAL_WINDOW_SIZE, LARGE_WINDOW)});
        starves = Arrays.stream(settings).anyMatch(setting -> setting.value <= 100);
        settings(settings);
        if (choices.below(2) == 1) {
            write(WINDOW_UPDATE, 0, 0, fourBytes(LARGE_WINDOW));
        }
        if (starves && (fair || choices.below(4) < 3)) {
            time.after(choices.nanosUpTo(fair ? SECOND / 3 : 5 * SECOND), () -> {
                starves = false;
                settings(new Setting(MAX_CONCURRENT_STREAMS, 100), new Setting(INITIAL_WINDOW_SIZE, DEFAULT_WINDOW));
            });
        }
    }

    @Override
    public void frame(int type, int flags, int stream, byte[] payload) {
        if (type == Http2Requests.SETTINGS && (flags & Http2Requests.ACK) == 0) {
            write(Http2Requests.SETTINGS, Http2Requests.ACK, 0, new byte[0]);
        } else if (type == Http2Requests.PING && (flags & Http2Requests.ACK) == 0) {
            write(Http2Requests.PING, Http2Requests.ACK, 0, payload);
        } else if (type == Http2Requests.DATA && payload.length > 0 && moods.get(stream) != Mood.STARVE) {
            int read = payload.length;
            time.after(choices.nanosUpTo(fair ? SECOND / 50 : SECOND), () -> {
                write(WINDOW_UPDATE, 0, 0, fourBytes(read));
                write(WINDOW_UPDATE, 0, stream, fourBytes(read));
            });
        }
    }

    private void settings(Setting... settings) {
        ByteBuffer payload = ByteBuffer.allocate(6 * settings.length);
        for (Setting setting : settings) {
            payload.putShort((short) setting.id).putInt((int) setting.value);
        }
        write(Http2Requests.SETTINGS, 0, 0, payload.array());
    }

    // ---- requests ----

    @Override
    public void began(RequestsRead.Key request, long firstByte) {
        if (request.stream() > lastStream) {
            moods.put(request.stream(), Mood.NEVER);
            return;
        }
        moods.put(request.stream(), choices.oneIn(2) ? choices.of(fair ? FAIR : Mood.values()) : Mood.ANSWER);
    }

    @Override
    public void headIsWhole(RequestsRead.Key request) {
        int stream = request.stream();
        switch (moods.getOrDefault(stream, Mood.ANSWER)) {
            case EARLY -> answer(request, true);
            case EARLY_THEN_RESET_STREAM -> {
                answer(request, true);
                reset(stream, NO_ERROR);
            }
            case REFUSE -> {
                truth.refused(request, tcp());
                reset(stream, REFUSED_STREAM);
            }
            case GO_AWAY_BEFORE_IT -> goAway(Math.max(0, stream - 2), NO_ERROR);
            case RESET_STREAM -> later(() -> reset(stream, CANCEL));
            default -> { // waits for the end
            }
        }
    }

    @Override
    public void whole(RequestsRead.Key request, long end, byte[] body) {
        time.after(choices.nanosUpTo(fair ? SECOND / 10 : 2 * SECOND), () -> finish(request));
    }

    private void finish(RequestsRead.Key request) {
        int stream = request.stream();
        if (stream > lastStream) {
            return; // it has said that it does not process it
        }
        switch (moods.getOrDefault(stream, Mood.ANSWER)) {
            case ANSWER, STARVE -> answer(request, true);
            case ANSWER_WITH_CONTENT -> {
                answer(request, false);
                write(Http2Requests.DATA, END_STREAM, stream, new byte[10]);
            }
            case INTERIM_FIRST -> {
                head(Http2Requests.HEADERS, END_HEADERS, stream, new byte[0], new DefaultHttp2Headers().status("103"));
                answer(request, true);
            }
            case TRAILERS -> {
                answer(request, false);
                head(
                        Http2Requests.HEADERS,
                        END_HEADERS | END_STREAM,
                        stream,
                        new byte[0],
                        new DefaultHttp2Headers().add("checksum", "1"));
            }
            case GO_AWAY -> {
                goAway(stream, NO_ERROR);
                answer(request, true);
                later(tcp()::closeByPeer);
            }
            case GO_AWAY_IN_ERROR -> {
                goAway(stream, INTERNAL_ERROR);
                tcp().closeByPeer();
            }
            case CLOSE -> tcp().closeByPeer();
            case RESET -> tcp().resetByPeer();
            case GARBAGE -> write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(ISO_8859_1));
            case DATA_ON_OTHER_STREAM -> write(Http2Requests.DATA, 0, stream + 2 * choices.below(3), new byte[5]);
            case PUSH -> {
                head(PUSH_PROMISE, END_HEADERS, stream, fourBytes(2), new DefaultHttp2Headers().path("/0"));
                answer(request, true);
            }
            case PING -> {
                write(Http2Requests.PING, 0, 0, new byte[8]);
                answer(request, true);
            }
            case SETTINGS -> {
                settings(new Setting(INITIAL_WINDOW_SIZE, choices.of(DEFAULT_WINDOW, 1_000, 0)));
                later(() -> settings(new Setting(INITIAL_WINDOW_SIZE, DEFAULT_WINDOW)));
                answer(request, true);
            }
            default -> { // was dealt with at the head, or never is
            }
        }
    }

    private void answer(RequestsRead.Key request, boolean last) {
        int status = truth.newStatus(request.id(), tcp(), written);
        Http2Headers head = new DefaultHttp2Headers().status(Integer.toString(status));
        head(Http2Requests.HEADERS, last ? END_HEADERS | END_STREAM : END_HEADERS, request.stream(), new byte[0], head);
        truth.gave(status, written);
    }

    private void goAway(int last, int code) {
        lastStream = Math.min(lastStream, last);
        truth.goesAway(tcp(), lastStream);
        ByteBuffer payload = ByteBuffer.allocate(8).putInt(lastStream).putInt(code);
        write(GOAWAY, 0, 0, payload.array());
    }

    private void reset(int stream, int code) {
        write(Http2Requests.RST_STREAM, 0, stream, fourBytes(code));
    }

    private void later(Runnable what) {
        time.after(choices.nanosUpTo(fair ? SECOND / 3 : SECOND), what);
    }

    // ---- frames ----

    private void head(int type, int flags, int stream, byte[] before, Http2Headers headers) {
        ByteBuf block = Unpooled.buffer();
        block.writeBytes(before);
        try {
            encoder.encodeHeaders(stream, headers, block);
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
        write(type, flags, stream, ByteBufUtil.getBytes(block));
    }

    private void write(int type, int flags, int stream, byte[] payload) {
        truth.happens(
                tcp(), "frame " + type + " flags " + flags + " stream " + stream + ", " + payload.length + " bytes");
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16))
                .put((byte) (payload.length >> 8))
                .put((byte) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        write(frame.array());
    }

    private static byte[] fourBytes(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private void write(byte[] bytes) {
        written += bytes.length;
        tcp().write(bytes);
    }
}
