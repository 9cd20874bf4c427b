package io.flushpoint.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection as the two kernels have it: what the client's socket has accepted, handed below, and had acknowledged, what
 * lies unread at either end, and how either end closes. A network that is cut delays segments and loses resets.
 */
final class SimulatedTcp {
    private static final long RETRANSMISSION_NANOS = 200_000_000;
    private static final int MAX_SEGMENT = 1460;

    /** Who serves at the other end. */
    interface Peer {
        /** Bytes have been read from the connection. */
        void data(SimulatedTcp tcp, byte[] bytes);

        /** The client sends no more, or has gone altogether. */
        void clientEnded(SimulatedTcp tcp);
    }

    private final int number;
    private final Network network;
    private final VirtualTime time;
    private final Choices choices;
    private final String host;
    private final Peer peer;
    private final long latency;
    private final int sendBuffer;
    private final int window;

    // the client's kernel
    private final ByteBuf queue = Unpooled.buffer();
    private int accepted;
    private int handedBelow;
    private int departed;
    private int acknowledged;
    private @Nullable RequestsRead reading;
    private boolean late;
    private boolean purged;
    private long lastDeparture;
    private boolean transmitting;
    private final Deque<byte[]> unread = new ArrayDeque<>();
    private long received;
    private boolean finReceived;
    private boolean reset;
    private boolean errorTaken;
    private boolean clientFin;
    private boolean clientClosed;
    private long lastHeard;
    private boolean probing;

    // the peer's kernel
    private final Deque<byte[]> atPeer = new ArrayDeque<>();
    private int unreadAtPeer;
    private int inFlight;
    private boolean peerPaused;
    private boolean peerReading;
    private boolean peerFin;
    private boolean peerGone;
    private final Deque<Runnable> toPeer = new ArrayDeque<>();
    private final Deque<Runnable> toClient = new ArrayDeque<>();

    SimulatedTcp(int number, Network network, VirtualTime time, Choices choices, String host, Peer peer) {
        this.number = number;
        this.network = network;
        this.time = time;
        this.choices = choices;
        this.host = host;
        this.peer = peer;
        boolean fair = Peers.isFair(host);
        this.latency = 20_000 + choices.nanosUpTo(fair ? 5_000_000 : 50_000_000);
        this.sendBuffer = choices.of(64 << 10, 16 << 10, fair ? 4 << 10 : 500);
        this.window = choices.of(64 << 10, 256 << 10, fair ? 32 << 10 : 1000);
        this.lastHeard = time.nanoTime();
    }

    int number() {
        return number;
    }

    String host() {
        return host;
    }

    // ---- what the client's socket asks of its kernel ----

    /** How much it takes now. */
    int free(int lowWater) {
        boolean full = notSent() >= lowWater;
        return full ? 0 : Math.max(0, sendBuffer - (accepted - acknowledged));
    }

    /** What is accepted now had to wait for room. */
    void late(boolean isNow) {
        late = isNow;
    }

    boolean isLate() {
        return late;
    }

    /** Tells what it accepts. */
    void follow(RequestsRead newReading) {
        reading = newReading;
    }

    void accept(byte[] bytes) {
        accepted += bytes.length;
        queue.discardSomeReadBytes().writeBytes(bytes);
        if (reading != null) {
            try {
                reading.feed(bytes);
            } catch (Violation | RuntimeException broken) {
                network.broken("connection " + number + ": " + broken);
                reading = null;
            }
        }
        transmitLater();
    }

    /** How much it has accepted. */
    int accepted() {
        return accepted;
    }

    /** How much of it was never handed below the socket. */
    int notSent() {
        return purged ? 0 : accepted - handedBelow;
    }

    /** How much of it has left the machine. */
    int departed() {
        return departed;
    }

    int acknowledged() {
        return acknowledged;
    }

    boolean nothingBelow() {
        return departed == handedBelow;
    }

    long received() {
        return received;
    }

    boolean isReset() {
        return reset;
    }

    /** What a write or a read meets once after a reset. */
    boolean takesError() {
        boolean first = reset && !errorTaken;
        errorTaken |= reset;
        return first;
    }

    boolean peerHasClosed() {
        return finReceived;
    }

    boolean isReadable() {
        return !unread.isEmpty() || finReceived || reset;
    }

    /** Up to so many of the bytes that lie there; null if there are none. */
    byte @Nullable [] read(int max) {
        byte[] first = unread.poll();
        if (first == null || first.length <= max) {
            return first;
        }
        unread.addFirst(Arrays.copyOfRange(first, max, first.length));
        return Arrays.copyOf(first, max);
    }

    void shutdownOutput() {
        clientFin = true;
        finLater();
    }

    void close() {
        if (clientClosed) {
            return;
        }
        clientClosed = true;
        if (!unread.isEmpty()) {
            send(toPeer, () -> peerSeesEnd(true), true);
        } else if (!clientFin) {
            shutdownOutput();
        }
        unread.clear();
    }

    boolean isClosed() {
        return clientClosed;
    }

    /** Nanoseconds since the peer's kernel was heard. */
    long unheardNanos() {
        return time.nanoTime() - lastHeard;
    }

    /** Asks the peer's kernel, again and again until it is told to stop, whether it is there. */
    void probe(boolean on) {
        if (on && !probing) {
            probing = true;
            probeOnce();
        }
        probing = on;
    }

    private void probeOnce() {
        long idle = 1_000_000_000L - unheardNanos();
        time.after(idle, () -> {
            if (probing && !clientClosed && !reset) {
                if (!network.isCut(host)) {
                    time.after(2 * latency, this::probeAnswered);
                }
                time.after(1_000_000_000L, this::probeOnce);
            }
        });
    }

    private void probeAnswered() {
        if (network.isCut(host)) {
            return;
        }
        if (peerGone) {
            resetArrives();
        } else {
            lastHeard = time.nanoTime();
        }
    }

    // ---- from the client to the peer ----

    private void transmitLater() {
        if (!transmitting) {
            transmitting = true;
            time.after(choices.nanosUpTo(200_000), this::transmit);
        }
    }

    private void transmit() {
        transmitting = false;
        int room = window - unreadAtPeer - inFlight;
        int most = choices.of(MAX_SEGMENT, 10 * MAX_SEGMENT, 1 + choices.below(MAX_SEGMENT));
        int segment = Math.min(Math.min(notSent(), room), most);
        if (segment <= 0 || reset) {
            finLater();
            return;
        }
        byte[] bytes = new byte[segment];
        queue.readBytes(bytes);
        handedBelow += segment;
        inFlight += segment;
        lastDeparture = Math.max(lastDeparture, time.nanoTime() + choices.nanosUpTo(100_000));
        time.after(lastDeparture - time.nanoTime(), () -> {
            departed += segment;
            send(toPeer, () -> arrives(bytes), false);
        });
        transmitLater();
        finLater();
    }

    private void finLater() {
        if (clientFin && notSent() == 0 && !transmitting) {
            clientFin = false;
            send(toPeer, () -> peerSeesEnd(false), false);
        }
    }

    private void arrives(byte[] bytes) {
        inFlight -= bytes.length;
        if (peerGone) {
            send(toClient, this::resetArrives, true);
            return;
        }
        unreadAtPeer += bytes.length;
        atPeer.add(bytes);
        int upTo = bytes.length;
        send(
                toClient,
                () -> {
                    acknowledged += upTo;
                    lastHeard = time.nanoTime();
                    if (notSent() > 0 || clientFin) {
                        transmitLater();
                    }
                },
                false);
        peerReads();
    }

    private void peerReads() {
        if (!peerReading && !peerPaused) {
            peerReading = true;
            time.after(choices.nanosUpTo(1_000_000), () -> {
                peerReading = false;
                byte[] bytes = peerPaused ? null : atPeer.poll();
                if (bytes != null && !peerGone) {
                    unreadAtPeer -= bytes.length;
                    peer.data(this, bytes);
                    if (notSent() > 0) {
                        transmitLater(); // the window opens
                    }
                    peerReads();
                }
            });
        }
    }

    private void peerSeesEnd(boolean byReset) {
        if (!peerGone) {
            if (byReset) {
                peerGone = true;
                atPeer.clear();
            }
            peer.clientEnded(this);
        }
    }

    // ---- what the peer does ----

    /** The peer writes, in segments of any length. */
    void write(byte[] bytes) {
        if (peerFin || peerGone) {
            return;
        }
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, choices.of(bytes.length, 1, 1 + choices.below(bytes.length)));
            byte[] segment = Arrays.copyOfRange(bytes, at, at + length);
            send(toClient, () -> dataArrives(segment), false);
            at += length;
        }
    }

    /** The peer sends no more; it may still read. */
    void fin() {
        if (!peerFin && !peerGone) {
            peerFin = true;
            send(
                    toClient,
                    () -> {
                        finReceived = true;
                        lastHeard = time.nanoTime();
                    },
                    false);
        }
    }

    /** The peer closes: what comes after it is answered by a reset. */
    void closeByPeer() {
        fin();
        peerGone = true;
        atPeer.clear();
    }

    /** The peer resets. */
    void resetByPeer() {
        if (!peerGone) {
            peerGone = true;
            peerFin = true;
            atPeer.clear();
            send(toClient, this::resetArrives, true);
        }
    }

    /** The peer reads no more, until it is told to go on. */
    void pause(boolean on) {
        peerPaused = on;
        peerReads();
    }

    private void dataArrives(byte[] bytes) {
        lastHeard = time.nanoTime();
        if (clientClosed) {
            send(toPeer, () -> peerSeesEnd(true), true);
        } else if (!reset) {
            received += bytes.length;
            unread.add(bytes);
        }
    }

    private void resetArrives() {
        reset = true;
        purged = true;
    }

    // ---- one direction of the network ----

    /** In order, behind what is on its way already. */
    private void send(Deque<Runnable> direction, Runnable arrival, boolean once) {
        direction.add(new Segment(arrival, once));
        time.after(latency, () -> deliver(direction));
    }

    private record Segment(Runnable arrival, boolean once) implements Runnable {
        @Override
        public void run() {
            arrival.run();
        }
    }

    /** What is due arrives; where the network is cut it is sent again later, but for a reset. */
    private void deliver(Deque<Runnable> direction) {
        if (!network.isCut(host)) {
            Runnable first = direction.poll();
            if (first != null) {
                first.run();
            }
        } else if (direction.peek() instanceof Segment first && first.once) {
            direction.poll();
        } else {
            time.after(RETRANSMISSION_NANOS, () -> deliver(direction));
        }
    }
}
