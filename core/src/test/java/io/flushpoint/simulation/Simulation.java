package io.flushpoint.simulation;

import io.flushpoint.Body;
import io.flushpoint.CallerDrivenSender;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.HttpProtocol;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderMetrics;
import io.flushpoint.SenderOptions;
import io.flushpoint.internal.dispatch.SenderFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One history: a caller, a sender of production code, and two hosts, in virtual time and one thread. */
final class Simulation implements Sent.Caller {
    private static final long SECOND = 1_000_000_000L;
    private static final int MAX_STEPS = 40;
    private static final int MAX_HEAVY_STEPS = 12;
    private static final int MAX_SENDS = 60;
    private static final Duration ALL_DEADLINES = Duration.ofSeconds(100);

    private final Choices choices;
    private final List<String> trace = new ArrayList<>();
    private final VirtualTime time = new VirtualTime();
    private final Map<Integer, byte[]> bodies = new HashMap<>();
    private final List<Sent> sends = new ArrayList<>();
    private final Buffers buffers = new Buffers();
    private final boolean http2;
    private final boolean trouble;
    private final boolean pipelines;
    private final boolean heavy;
    private final Laws laws;
    private final Network network;
    private final CallerDrivenSender sender;
    private final Set<DeliveryLevel> levels;
    private final Duration deadline;
    private long frozenNanos;
    private boolean ending;
    private int depth;

    Simulation(Choices choices) {
        this(choices, false);
    }

    /** {@code kernelLies} is for those who test the laws. */
    Simulation(Choices choices, boolean kernelLies) {
        this.choices = choices;
        this.http2 = choices.below(2) == 1;
        this.trouble = choices.oneIn(4);
        this.heavy = choices.oneIn(6);
        this.pipelines = !http2 && choices.oneIn(3);
        Truth truth = new Truth(this::trace, id -> bodies.getOrDefault(id, new byte[0]));
        boolean kernelTells = choices.below(3) < 2;
        this.laws = new Laws(truth, trouble, kernelTells);
        this.network = new Network(time, choices, new Peers(time, choices, truth, http2), laws::broken);
        this.deadline = Duration.ofMillis(choices.of(30_000, 2_000, 500));
        SimulatedPlatform platform = new SimulatedPlatform(
                time,
                choices,
                network,
                buffers,
                kernelTells,
                choices.of(16 << 10, 1 << 20, 1_000),
                trouble,
                kernelLies);
        this.sender = SenderFactory.callerDriven(options(), platform);
        this.levels = sender.levels();
        if (pipelines) {
            laws.mayLoseConnections();
        }
    }

    private SenderOptions options() {
        return SenderOptions.defaults()
                .protocol(http2 ? HttpProtocol.HTTP_2 : HttpProtocol.HTTP_1_1)
                .resolver(this::resolve)
                .sendDeadline(deadline)
                .answerDeadline(Duration.ofMillis(choices.of(60_000, 5_000)))
                .connectionsPerEndpoint(choices.of(64, 1, 2))
                .pipeliningDepth(pipelines ? 3 : 1)
                .streamsPerConnection(choices.of(100, 1, 2))
                .idleAge(Duration.ofMillis(choices.of(50_000, 0, 700)))
                .connectionAge(Duration.ofMillis(choices.of(300_000, 300_000, 1_000)))
                .writeStall(Duration.ofMillis(choices.of(10_000, 1_000)))
                .keptAfterWritten(Duration.ofMillis(choices.of(500, 0, 5_000)))
                .pieceBytes(choices.of(64 << 10, 1 << 10))
                .queuedSends(choices.of(4096, 4096, 3));
    }

    private List<InetAddress> resolve(String host) throws UnknownHostException {
        if (host.equals(Peers.FAIR)) {
            return List.of(InetAddress.getByName(Peers.FAIR_ADDRESS));
        }
        int found = choices.of(1, 2, 2, 0);
        List<InetAddress> addresses = new ArrayList<>();
        for (String address : Peers.FOUL_ADDRESSES.subList(0, found)) {
            addresses.add(InetAddress.getByName(address));
        }
        return addresses;
    }

    /** Lets it happen, and returns what laws were broken. */
    List<String> run() {
        try {
            int steps = 1 + choices.below(heavy ? MAX_HEAVY_STEPS : MAX_STEPS);
            for (int step = 0; step < steps && laws.broken().isEmpty(); step++) {
                step();
            }
            end();
        } catch (RuntimeException | Error escaped) {
            laws.broken("escaped: " + escaped + " at "
                    + Arrays.stream(escaped.getStackTrace()).limit(8).toList());
        }
        return laws.broken();
    }

    /** How sends failed, or were lost when they were written. */
    Set<Failure> failures() {
        Set<Failure> failures = EnumSet.noneOf(Failure.class);
        sends.forEach(send -> send.addFailures(failures));
        return failures;
    }

    /** What happened, line by line. */
    List<String> trace() {
        return trace;
    }

    private void step() {
        switch (choices.below(20)) {
            case 0, 1, 2, 3, 4, 5 -> send();
            case 6, 7, 8, 9 -> drive(choices.nanosUpTo(2 * SECOND));
            case 10 -> drive(choices.nanosUpTo(60 * SECOND));
            case 11 -> await();
            case 12 -> cancelOne();
            case 13 -> freeze(true);
            case 14 -> freeze(false);
            case 15 -> cut();
            case 16 -> renewOrDisconnect();
            case 17 -> {
                trace("the wall clock is set");
                time.skewWall(choices.of(-7_200_000, 3_600_000, 61_000));
            }
            case 18 -> preconnect();
            default -> fail();
        }
    }

    // ---- what the caller does ----

    private void send() {
        if (sends.size() >= MAX_SENDS) {
            return;
        }
        int id = sends.size() + 1;
        boolean fair = choices.below(4) == 0;
        byte[] body = new byte[heavy ? choices.of(100, 50_000, 150_000) : choices.of(0, 1, 100, 5_000, 20_000)];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (id * 31 + i * 7);
        }
        bodies.put(id, body);
        SendRequest request = request(fair ? Peers.FAIR : Peers.FOUL, id, body);
        DeliveryLevel goal = choices.of(levels.toArray(DeliveryLevel[]::new));
        long nanos = request.timeout().orElse(deadline).toNanos();
        String address = fair ? Peers.FAIR_ADDRESS : Peers.FOUL_ADDRESSES.get(0);
        Sent send = new Sent(id, address, request, goal, nanos, laws, this);
        sends.add(send);
        trace("send " + send + ", " + request.body());
        if (choices.below(2) == 0) {
            Delivery delivery = sender.send(request, goal);
            send.follow(delivery, levels);
        } else {
            sender.send(request, goal, send);
        }
    }

    private SendRequest request(String host, int id, byte[] body) {
        SendRequest request = SendRequest.post("http://" + host + "/" + id);
        if (body.length > 0) {
            request = switch (choices.below(3)) {
                case 0 -> request.body(body, "text/plain");
                case 1 -> request.body(Body.stream(HttpRequest.BodyPublishers.ofByteArrays(pieces(body)), body.length));
                default -> request.body(Body.stream(HttpRequest.BodyPublishers.ofByteArrays(pieces(body))));
            };
        }
        if (choices.oneIn(3)) {
            request = request.replayable();
        }
        if (choices.oneIn(4)) {
            request = request.timeout(Duration.ofMillis(1 + choices.below(3_000)));
        }
        return request;
    }

    private static List<byte[]> pieces(byte[] body) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < body.length; at += 1_000) {
            pieces.add(Arrays.copyOfRange(body, at, Math.min(body.length, at + 1_000)));
        }
        return pieces;
    }

    private void drive(long nanos) {
        trace("drives for " + Duration.ofNanos(nanos));
        long end = time.nanoTime() + nanos;
        do {
            sender.run(Duration.ofNanos(Math.max(0, end - time.nanoTime())));
        } while (time.nanoTime() < end);
    }

    private void await() {
        for (Sent send : sends) {
            Delivery delivery = send.delivery();
            if (delivery != null && send.settled() == 0) {
                trace("awaits " + send);
                try {
                    delivery.await(Duration.ofNanos(choices.nanosUpTo(5 * SECOND)));
                } catch (IOException failedOrTooLong) {
                    // is told to the send as well
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return;
            }
        }
    }

    private void cancelOne() {
        if (!sends.isEmpty()) {
            Sent send = sends.get(sends.size() - 1 - choices.below(sends.size()));
            trace("cancels " + send);
            send.cancel();
        }
    }

    private void renewOrDisconnect() {
        if (choices.below(2) == 0) {
            trace("renews");
            sender.renew();
        } else {
            trace("disconnects");
            laws.mayLoseConnections();
            sender.disconnect();
        }
    }

    private void preconnect() {
        trace("preconnects");
        sender.preconnect(URI.create("http://" + Peers.FOUL + "/"));
    }

    // ---- what happens to the process and its network ----

    private void freeze(boolean told) {
        long nanos = choices.nanosUpTo(400 * SECOND);
        trace("is frozen for " + Duration.ofNanos(nanos) + (told ? ", and told so" : ""));
        frozenNanos += nanos;
        time.passUntil(time.nanoTime() + nanos);
        if (told) {
            sender.resumed(Duration.ofNanos(choices.of(nanos, 0L)));
        }
    }

    private void cut() {
        String address = Peers.FOUL_ADDRESSES.get(choices.below(2));
        boolean off = !network.isCut(address);
        trace("the network to " + address + (off ? " is cut" : " is whole"));
        network.cut(address, off);
    }

    private void fail() {
        if (trouble) {
            switch (choices.below(3)) {
                case 0 -> {
                    trace("memory will not do");
                    buffers.failAfter(1 + choices.below(20));
                }
                case 1 -> {
                    trace("descriptors: " + (network.isWithoutDescriptors() ? "some" : "none"));
                    network.withoutDescriptors(!network.isWithoutDescriptors());
                }
                default -> drive(choices.nanosUpTo(SECOND));
            }
        }
    }

    // ---- how it ends ----

    private void end() {
        ending = true;
        network.heal();
        if (choices.below(2) == 0) {
            drive(ALL_DEADLINES.toNanos());
            trace("every deadline has passed");
            sends.forEach(laws::over);
            SenderMetrics metrics = sender.metrics();
            if (metrics.queued() + metrics.writing() + metrics.awaitingAnswer() + metrics.bytesInFlight() != 0) {
                laws.broken("is not idle after every deadline: " + metrics);
            }
        }
        Duration grace = Duration.ofNanos(choices.nanosUpTo(5 * SECOND));
        trace("closes within " + grace);
        sender.close(grace);
        trace("is closed");
        sends.forEach(laws::over);
        time.passUntil(time.nanoTime() + ALL_DEADLINES.toNanos());
        if (!network.open().isEmpty()) {
            laws.broken(network.open().size() + " sockets are left open");
        }
        if (buffers.used() != 0) {
            laws.broken(buffers.used() + " bytes of buffers are left");
        }
    }

    // ---- what is told ----

    @Override
    public long ranNanos() {
        return time.nanoTime() - frozenNanos;
    }

    /** Whoever is told may do anything: send, cancel, throw. */
    @Override
    public void settled(Sent settled) {
        if (ending || depth > 0) {
            return;
        }
        depth++;
        try {
            switch (choices.below(12)) {
                case 9 -> send();
                case 10 -> cancelOne();
                case 11 -> throw new IllegalStateException("a callback that throws");
                default -> { // nothing
                }
            }
        } finally {
            depth--;
        }
    }

    @Override
    public void trace(String what) {
        trace.add(String.format("%12.6f %s", time.nanoTime() / 1e9 - 1, what));
    }
}
