package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.Bound;
import io.flushpoint.Failure;
import io.flushpoint.HttpProtocol;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.SenderOptions;
import io.flushpoint.Transport;
import io.flushpoint.internal.encode.BodySources;
import io.flushpoint.internal.encode.BodyThreads;
import io.flushpoint.internal.encode.Http1Writer;
import io.flushpoint.internal.http2.Http2Factory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Two requests on one connection of the sender's own making, over a {@link MemorySocket} whose peer sends what a {@link Scene}
 * says. What must hold whatever the peer sends is checked here; what its bytes mean is checked by who knows the version of HTTP.
 */
abstract class Play {
    static final int HEAD_BYTES = 1024;
    static final int DRAIN_BYTES = 4096;
    static final int INTERIM_RESPONSES = 4;
    static final int INTERIM_BYTES = 512;

    /** So many pieces are as long as the scene says, and the last one is what is left. */
    static final int MOST_PIECES = 2_000;

    private static final long DRAIN_MILLIS = 1_000;
    private static final int PIECE_BYTES = 4096;
    private static final int LARGE = 3_000;
    private static final int HALF = 1_000;

    private final Scene scene;
    private final MemorySocket socket;
    private final Kept kept = new Kept();
    private final Connection connection;
    private final HeardExchange first;
    private final HeardExchange second;
    private final long mostMemory;
    private int arrived;
    private int arrivedBeforeSecond = -1;
    private boolean goneBeforeEnd;

    Play(Scene scene, HttpProtocol protocol, long mostMemory) {
        this.scene = scene;
        this.mostMemory = mostMemory;
        this.socket = new MemorySocket(scene.staysHalfWritten() ? HALF : Long.MAX_VALUE);
        this.connection = connection(protocol);
        String method = scene.headFirst() ? "HEAD" : "POST";
        SendRequest request = SendRequest.of(method, "http://peer/1");
        this.first = new HeardExchange(
                scene.staysHalfWritten() ? request.body(Body.of(new byte[LARGE])) : request, scene.keepsAnswers());
        this.second = new HeardExchange(SendRequest.get("http://peer/2"), scene.keepsAnswers());
    }

    private Connection connection(HttpProtocol protocol) {
        SenderOptions options = SenderOptions.defaults()
                .transport(Transport.NIO)
                .protocol(protocol)
                .responseHeadBytes(HEAD_BYTES)
                .drainBytes(DRAIN_BYTES)
                .drainTime(Duration.ofMillis(DRAIN_MILLIS))
                .interimResponses(INTERIM_RESPONSES)
                .interimBytes(INTERIM_BYTES)
                .pipeliningDepth(scene.bothAtOnce() ? 2 : 1);
        Clocks clocks = socket.clocks();
        RunningTime runningTime = new RunningTime(socket.eventLoop(), clocks, options.bound(Bound.FREEZE_GAP));
        BodyThreads noThreads =
                new BodyThreads(new ThreadPoolExecutor(0, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()), 1, 1);
        ConnectionFactory factory = new ConnectionFactory(
                new ObservedLoop(socket.eventLoop(), runningTime, new Looks(clocks)),
                PoolBounds.of(options),
                SystemTransport.choose(options),
                new Jitter(),
                () -> 1,
                (pipeline, route) -> Http1Writer.install(pipeline, null, PIECE_BYTES, noThreads, clocks::now),
                protocol == HttpProtocol.HTTP_2
                        ? new Http2Factory(options, new BodySources(PIECE_BYTES, noThreads), runningTime)
                        : null);
        Route route = new Route(new Endpoint(false, "peer", 80), null, null, protocol);
        Connection made = factory.connection(1, route, socket, kept);
        made.ready(OpeningTimes.NONE, clocks.moment(), 0);
        return made;
    }

    /** Plays it to its end. */
    final void run() {
        connection.lease();
        first.begin(connection);
        socket.settle();
        beginSecond();
        byte[] octets = octets(scene);
        int piece = scene.pieceBytes() == 0 ? Math.max(1, octets.length) : scene.pieceBytes();
        for (int pieces = 1; arrived < octets.length && socket.isOpen(); pieces++) {
            int to = pieces < MOST_PIECES ? Math.min(octets.length, arrived + piece) : octets.length;
            socket.arrives(octets, arrived, to);
            arrived = to;
            afterPiece();
        }
        end();
        check(octets);
    }

    private void afterPiece() {
        if (socket.memoryInUse() > mostMemory) {
            throw new AssertionError(socket.memoryInUse() + " bytes held of " + arrived + ": " + this);
        }
        if (scene.givesUp() && !first.isGivenUp()) {
            first.giveUp();
            socket.settle();
        }
        beginSecond();
    }

    /** As a pool would, which looks again before it leases. */
    private void beginSecond() {
        if (second.hasBegun() || connection.isLeaving()) {
            return;
        }
        boolean free = kept.idle && connection.acceptsFirst();
        if (free || (scene.bothAtOnce() && !kept.idle && connection.acceptsAnother(false))) {
            if (free) {
                connection.lease();
            }
            kept.idle = false;
            arrivedBeforeSecond = arrived;
            second.begin(connection);
            socket.settle();
        }
    }

    private void end() {
        goneBeforeEnd = !kept.gone.isEmpty();
        switch (scene.end()) {
            case Scene.OPEN -> {
                socket.elapse(2 * DRAIN_MILLIS);
                connection.close(RetireReason.SENDER_CLOSED, Failure.SENDER_CLOSED, "closed");
            }
            case Scene.FIN -> socket.inputEnds();
            case Scene.CLOSED -> socket.close();
            default -> socket.isReset();
        }
        socket.elapse(2 * DRAIN_MILLIS);
    }

    private void check(byte[] octets) {
        for (HeardExchange exchange : List.of(first, second)) {
            assertThat(exchange.wrong()).as("%s", this).isEmpty();
            assertThat(exchange.isSettled() || !exchange.hasBegun())
                    .as("settled: %s", this)
                    .isTrue();
        }
        assertThat(kept.gone).as("retired once: %s", this).hasSize(1);
        assertThat(socket.isOpen()).as("open: %s", this).isFalse();
        socket.finishAndReleaseAll();
        socket.checkException();
        checkAnswers(octets);
        assertThat(socket.memoryInUse()).as("bytes not released: %s", this).isZero();
    }

    /** What the peer sends. */
    abstract byte[] octets(Scene of);

    /** Whether what was told is what the peer has sent. */
    abstract void checkAnswers(byte[] octets);

    /** What the two requests were told; 0 for nothing. */
    final List<Integer> statuses() {
        return List.of(first.status(), second.status());
    }

    final Scene scene() {
        return scene;
    }

    final HeardExchange first() {
        return first;
    }

    final HeardExchange second() {
        return second;
    }

    /** How many bytes had arrived when the second request was begun; below 0 if it was not. */
    final int arrivedBeforeSecond() {
        return arrivedBeforeSecond;
    }

    /** Whether the connection was retired for what came, and not for its end. */
    final boolean isGoneBeforeEnd() {
        return goneBeforeEnd;
    }

    @Override
    public String toString() {
        return first + "; " + second + "; " + kept.gone;
    }

    /** As a pool keeps it. */
    private static final class Kept implements Connection.Owner {
        private final List<RetireReason> gone = new ArrayList<>();
        private boolean idle;

        @Override
        public Endpoint endpoint() {
            return new Endpoint(false, "peer", 80);
        }

        @Override
        public void released(Connection released) {
            released.endLease();
            idle = true;
        }

        @Override
        public void changed() {
            // looked at after each piece
        }

        @Override
        public void gone(Connection left, RetireReason reason, boolean wasLeased) {
            gone.add(reason);
            idle = false;
        }

        @Override
        public void endedUnused(OpeningFailure why) {
            throw new IllegalStateException("it was used");
        }

        @Override
        public boolean ioPassDue() {
            return false;
        }

        @Override
        public boolean yields(Connection idleOne, ConnectionRoom.Tenant to, int held) {
            return true;
        }
    }
}
