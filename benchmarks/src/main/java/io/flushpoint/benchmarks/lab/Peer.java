package io.flushpoint.benchmarks.lab;

import io.flushpoint.benchmarks.lab.function.ScenarioHandler;
import io.flushpoint.benchmarks.lab.law.History;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A collector that can be made to misbehave: end its idle connections, reset all, refuse new ones, hang. What it reads it
 * writes into the history: as received when it has the whole of a request, as seen when it handles it.
 */
final class Peer implements AutoCloseable {
    private static final String SEND = ScenarioHandler.SEND_HEADER.toLowerCase(Locale.ROOT);

    private final LabServer server;
    private final History history;
    private final Duration thinkTime;

    /** While it hangs: whether what it has received meanwhile is handled in the end, or lost with it. */
    private volatile @Nullable CompletableFuture<Boolean> hang;

    Peer(InetAddress address, Duration thinkTime, History history) {
        this.thinkTime = thinkTime;
        this.history = history;
        server = new LabServer("peer", address, this::handle);
    }

    private LabResponse handle(LabRequest request) throws InterruptedException {
        String send = idOf(request);
        if (send == null) {
            return LabResponse.empty(400);
        }
        history.received(send);
        CompletableFuture<Boolean> hanging = hang;
        if (hanging != null && !await(hanging)) {
            throw new InterruptedException("the peer has ended without having handled it");
        }
        history.seen(send, hanging == null ? request.arrivedNanos() : System.nanoTime());
        TimeUnit.NANOSECONDS.sleep(thinkTime.toNanos());
        return LabResponse.empty(200);
    }

    /** From the header, or from the body of a function that knows nothing of the lab. */
    private static @Nullable String idOf(LabRequest request) {
        String send = request.headers().get(SEND);
        return send == null ? Collector.idIn(request.body()) : send;
    }

    private static boolean await(CompletableFuture<Boolean> end) throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    String uri() {
        return "http://" + server.authority();
    }

    int port() {
        return server.port();
    }

    /** Ends every connection without a request, each with a FIN. */
    void closeIdle() {
        server.connections().stream().filter(connection -> !connection.isBusy()).forEach(LabServer.Connection::close);
    }

    /** Ends every connection, each with a reset. */
    void reset() {
        server.connections().forEach(LabServer.Connection::reset);
    }

    /** The other ends of its connections. */
    List<Integer> remotePorts() {
        return server.connections().stream()
                .map(LabServer.Connection::remotePort)
                .toList();
    }

    /** Takes no new connection: the kernel refuses them. */
    void refuse() throws InterruptedException {
        server.stopListening();
    }

    /** From now on it handles and answers nothing, though its kernel takes connections and bytes. */
    void hang() {
        if (hang == null) {
            hang = new CompletableFuture<>();
        }
    }

    /**
     * Is well again.
     *
     * @param handling whether it handles what it has received while it hung; else it lost that, and its connections too
     */
    void recover(boolean handling) {
        CompletableFuture<Boolean> hanging = hang;
        hang = null;
        if (hanging != null) {
            if (!handling) {
                reset(); // first, or the handlers close their connections in order
            }
            hanging.complete(handling);
        }
        server.listenAgain();
    }

    /** Whether a connection was ended and the other end has not heard of it yet. */
    boolean isEnding() {
        return server.isLettingGo() || OpenSockets.areEnding(server.port());
    }

    /** How many connections it has taken so far. */
    int accepted() {
        return server.accepted();
    }

    @Override
    public void close() {
        recover(false);
        server.close();
    }
}
