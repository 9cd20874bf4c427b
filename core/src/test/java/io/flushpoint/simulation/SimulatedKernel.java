package io.flushpoint.simulation;

import io.flushpoint.internal.connection.KernelView;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the simulated kernel tells of one socket. */
final class SimulatedKernel implements KernelView {
    private static final int RESTING_SECONDS = 7200;
    private static final long RTT_MICROS = 500;

    private final SimulatedSocket socket;
    private final boolean lies;
    private int keepaliveSeconds = RESTING_SECONDS;

    SimulatedKernel(SimulatedSocket socket, boolean lies) {
        this.socket = socket;
        this.lies = lies;
    }

    private SimulatedTcp tcp() {
        SimulatedTcp tcp = socket.tcp();
        if (tcp == null) {
            throw new IllegalStateException("not connected");
        }
        return tcp;
    }

    @Override
    public boolean read() {
        return socket.isOpen() && socket.tcp() != null;
    }

    @Override
    public boolean canDeliver() {
        return !tcp().isReset() && !tcp().isClosed();
    }

    @Override
    public boolean established() {
        return canDeliver() && !tcp().peerHasClosed();
    }

    @Override
    public long acknowledged() {
        return lies ? tcp().accepted() : tcp().acknowledged();
    }

    @Override
    public long notSent() {
        return tcp().notSent();
    }

    @Override
    public boolean nothingBelow() {
        return tcp().nothingBelow();
    }

    @Override
    public long rttMicros() {
        return RTT_MICROS;
    }

    @Override
    public long received() {
        return tcp().received();
    }

    @Override
    public long millisSinceLastAck() {
        return TimeUnit.NANOSECONDS.toMillis(tcp().unheardNanos());
    }

    @Override
    public long keepaliveIdleMillis() {
        return millisSinceLastAck();
    }

    @Override
    public @Nullable Integer keepaliveAfterSeconds() {
        return socket.isOpen() ? keepaliveSeconds : null;
    }

    @Override
    public void keepaliveAfterSeconds(int seconds) {
        keepaliveSeconds = seconds;
        tcp().probe(seconds < RESTING_SECONDS);
    }
}
