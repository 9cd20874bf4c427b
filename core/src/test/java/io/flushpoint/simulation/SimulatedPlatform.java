package io.flushpoint.simulation;

import io.flushpoint.Bound;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.SenderOptions;
import io.flushpoint.internal.connection.Clocks;
import io.flushpoint.internal.connection.IoTransport;
import io.flushpoint.internal.connection.Jitter;
import io.flushpoint.internal.connection.KernelView;
import io.flushpoint.internal.dispatch.Platform;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Ticker;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** A platform of virtual time, on which everything happens in one thread. */
final class SimulatedPlatform implements Platform, IoTransport {
    private final VirtualTime time;
    private final Choices choices;
    private final Network network;
    private final ByteBufAllocator buffers;
    private final boolean kernelTells;
    private final int lowWater;
    private final boolean trouble;
    private final boolean kernelLies;

    /**
     * @param kernelTells whether {@code SENT} and {@code ACKNOWLEDGED} can be established
     * @param trouble whether threads may refuse
     * @param kernelLies whether it calls acknowledged what it has only accepted
     */
    SimulatedPlatform(
            VirtualTime time,
            Choices choices,
            Network network,
            ByteBufAllocator buffers,
            boolean kernelTells,
            int lowWater,
            boolean trouble,
            boolean kernelLies) {
        this.time = time;
        this.choices = choices;
        this.network = network;
        this.buffers = buffers;
        this.kernelTells = kernelTells;
        this.lowWater = lowWater;
        this.trouble = trouble;
        this.kernelLies = kernelLies;
    }

    @Override
    public IoTransport transport() {
        return this;
    }

    @Override
    public Clocks clocks() {
        return time.clocks();
    }

    @Override
    public Ticker ticker() {
        return time;
    }

    @Override
    public Jitter jitter() {
        Jitter jitter = new Jitter(() -> 0);
        jitter.reseed(choices.below(1_000));
        return jitter;
    }

    @Override
    public ThreadPoolExecutor threads(String kind, SenderOptions options, Bound threads, @Nullable Bound queue) {
        return new SimulatedThreads(time, choices, network, trouble);
    }

    @Override
    public Optional<String> kernelObstacle() {
        return kernelTells ? Optional.empty() : Optional.of("the simulated kernel tells nothing");
    }

    @Override
    public Set<DeliveryLevel> levels() {
        return kernelTells ? EnumSet.allOf(DeliveryLevel.class) : LEVELS_WITHOUT_KERNEL;
    }

    @Override
    public IoHandlerFactory ioHandlers() {
        return network;
    }

    @Override
    public boolean hasUnixSockets() {
        return false;
    }

    @Override
    public DuplexChannel newChannel() {
        return new SimulatedSocket(network, choices, lowWater, buffers);
    }

    @Override
    public DuplexChannel newUnixChannel() {
        throw new UnsupportedOperationException("there are no Unix domain sockets");
    }

    @Override
    public @Nullable KernelView kernelView(DuplexChannel channel) {
        return kernelTells && channel instanceof SimulatedSocket socket
                ? new SimulatedKernel(socket, kernelLies)
                : null;
    }

    @Override
    public String toString() {
        return "simulated";
    }
}
