package io.flushpoint.benchmarks.jmh;

import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.LevelParameter;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Roster;
import io.flushpoint.benchmarks.clients.Target;
import io.flushpoint.benchmarks.clients.sink.Sink;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Sends per second on one event loop.
 *
 * <p>Workload: one thread posts, with at most {@code inFlight} posts unanswered; pipelined, or over HTTP/2, all on one
 * connection, otherwise on up to as many connections. A post counts when its answer is read, since it holds its place on the
 * connection until then. The sink reads and answers in a process and on a CPU of its own.
 *
 * <p>Isolates what a client can do per send at most, its answer included. {@code netty} does nothing per send but write
 * ready bytes.
 *
 * <p>Cannot show: latency, or a rate that a service would see. On few cores the sink takes its share of the machine, the
 * same for every client, which draws the ratios together: the true ones are larger. A client that cannot pipeline fails
 * with {@code pipelined=true}; that is its result.
 *
 * <p>{@code -prof gc}: bytes per post and the reading of its answer, over all threads.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class Throughput {
    private static final int POSTS = 1_000;

    /** Which; {@code hooks} lists those of this build. */
    @Param({"netty", "flushpoint-caller", "flushpoint-dedicated"})
    String client;

    /** Over TLS, or in the clear. */
    @Param("http")
    String scheme;

    /** Length of the body. */
    @Param("512")
    int bodyBytes;

    /** What Flushpoint waits for; the others have one hook and take only {@code WRITTEN}. */
    @Param("WRITTEN")
    String level;

    /** Posts unanswered at a time. */
    @Param({"1", "32"})
    int inFlight;

    /** Whether they share one connection, which over HTTP/2 they do. */
    @Param({"false", "true"})
    boolean pipelined;

    /** What a client on Netty reads and writes with: epoll or nio. */
    @Param("epoll")
    String transport;

    /** The version of HTTP: 1.1 or 2. */
    @Param("1.1")
    String http;

    /** Whether the sink has a CPU of its own; needs taskset, and two CPUs. */
    @Param("true")
    boolean apart;

    private Sink sink;
    private OpenClient open;
    private Window window;

    /** On the thread that posts: it owns a caller-driven sender. */
    @Setup
    public void open() throws Exception {
        ClientFactory factory = Roster.load().named(client);
        boolean http2 = HttpVersions.isHttp2(http, scheme, factory);
        requireSense(factory, http2);
        sink = apart ? Sink.startApart() : Sink.start();
        Target target = sink.target(scheme, bodyBytes)
                .epoll(Transports.isEpoll(transport))
                .over(pipelined ? 1 : inFlight, pipelined ? inFlight : 1)
                .http2(http2);
        open = factory.open(target, LevelParameter.hook(factory, level));
        window = new Window(inFlight);
    }

    private void requireSense(ClientFactory factory, boolean http2) {
        if (http2 && inFlight > 1 && !pipelined) {
            throw new IllegalArgumentException("over HTTP/2 posts share a connection: pipelined=true");
        }
        if (!http2 && pipelined && !factory.pipelines()) {
            throw new IllegalArgumentException(client + " does not pipeline");
        }
    }

    /** Keeps the window full until all are posted, then waits for the last answer. */
    @Benchmark
    @OperationsPerInvocation(POSTS)
    public void posts() throws Exception {
        for (int i = 0; i < POSTS; i++) {
            if (window.isFull()) {
                open.await(window::hasRoom);
            }
            window.enter();
            open.post(window);
        }
        open.await(window::isEmpty);
        window.requireNoFailure();
    }

    /** How many posts the sink has received. */
    long received() {
        return sink.whole();
    }

    /** Ends the client, then the sink. */
    @TearDown
    public void close() throws Exception {
        open.close();
        HttpVersions.requireAll(http, sink);
        sink.close();
    }
}
