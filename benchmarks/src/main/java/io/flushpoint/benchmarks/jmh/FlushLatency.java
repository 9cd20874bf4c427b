package io.flushpoint.benchmarks.jmh;

import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.LevelParameter;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Roster;
import io.flushpoint.benchmarks.clients.SingleWitness;
import io.flushpoint.benchmarks.clients.Target;
import io.flushpoint.benchmarks.clients.sink.Sink;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long the posting thread waits until its client says that the request is out.
 *
 * <p>Workload: one thread posts one request at a time on one warm connection over loopback, and is woken by the hook of
 * the client. The answer is waited for between two measured calls, so that neither it nor its reading is in a sample and
 * none piles up: each sample starts on an idle connection. Clients without a hook for the request are measured by their
 * response ({@code jdk} and others, see {@code hooks}).
 *
 * <p>Isolates the way from the call to the kernel, and back to the caller. {@code floor} is the kernel's own part, and
 * {@code netty} adds an event loop and the wake-up of its caller.
 *
 * <p>The sink has a CPU of its own, and this process the others. Where they share, the floor falls into two modes, one
 * three times the other, and its median into either by chance.
 *
 * <p>Cannot show: a network (loopback delivers within the write, so the receiver's work is in every sample), a cold
 * start, a contended machine on purpose, or queueing: the next post waits for the answer to the last, so a slow send
 * delays the others and is counted once. Whether a hook tells the truth is not asked here but by {@code hooks}.
 *
 * <p>{@code -prof gc}: bytes per post and the reading of its answer, over all threads.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class FlushLatency {
    /** Which; {@code hooks} lists those of this build. */
    @Param({"floor", "netty", "flushpoint-caller", "flushpoint-dedicated"})
    String client;

    /** Over TLS, or in the clear. */
    @Param({"http", "https"})
    String scheme;

    /** Length of the body. */
    @Param({"512", "16384", "1048576"})
    int bodyBytes;

    /** What Flushpoint waits for; the others have one hook and take only {@code WRITTEN}. */
    @Param("WRITTEN")
    String level;

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
    private SingleWitness witness;

    /** On the thread that posts: it owns a caller-driven sender. */
    @Setup
    public void open() throws Exception {
        ClientFactory factory = Roster.load().named(client);
        boolean http2 = HttpVersions.isHttp2(http, scheme, factory);
        sink = apart ? Sink.startApart() : Sink.start();
        Target target = sink.target(scheme, bodyBytes)
                .epoll(Transports.isEpoll(transport))
                .http2(http2);
        open = factory.open(target, LevelParameter.hook(factory, level));
        witness = new SingleWitness();
    }

    /** Posts, and waits for the hook. */
    @Benchmark
    public void post() throws Exception {
        open.post(witness);
        open.await(witness::hookOrFailure);
    }

    /** Waits for the answer: not part of the sample. */
    @TearDown(Level.Invocation)
    public void drain() throws Exception {
        open.await(witness::isOver);
        witness.requireNoFailure();
        witness.reset();
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
