package io.flushpoint.internal.connection;

import io.flushpoint.Failure;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Connects to a Unix domain socket: at once or not at all, since the peer is this machine. */
final class UnixConnect implements Connecting {
    private final OpeningSteps steps;
    private final IoTransport transport;
    private final Path path;
    private final Owner owner;
    private final long ends;
    private @Nullable DuplexChannel candidate;
    private @Nullable DuplexChannel winner;

    UnixConnect(OpeningSteps steps, IoTransport transport, long limitMillis, Path path, Owner owner) {
        this.steps = steps;
        this.transport = transport;
        this.path = path;
        this.owner = owner;
        this.ends = steps.due(limitMillis);
    }

    @Override
    public void connect() {
        DuplexChannel made;
        try {
            made = transport.newUnixChannel();
        } catch (RuntimeException noDescriptor) {
            withoutDescriptor(noDescriptor);
            return;
        }
        made.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0); // our deadline knows about freezes
        OpeningGuard guard = new OpeningGuard();
        made.pipeline().addLast(new WireWatch(false)).addLast(new Arrivals()).addLast(OpeningGuard.NAME, guard);
        made.unsafe().register(steps.loop(), made.newPromise());
        candidate = made;
        steps.disarm(); // the wait for a descriptor is over, and the kernel decides at once
        made.connect(new DomainSocketAddress(path.toFile()))
                .addListener((ChannelFuture connect) -> steps.run(() -> ended(made, guard, connect)));
    }

    @Override
    public void tryAgain() {
        if (!steps.isOver()) {
            steps.run(this::connect);
        }
    }

    @Override
    public @Nullable DuplexChannel winner() {
        return winner;
    }

    @Override
    public void leave() {
        if (candidate != null) {
            candidate.close();
            candidate = null;
        }
    }

    private void withoutDescriptor(RuntimeException noDescriptor) {
        long left = steps.millisUntil(ends);
        if (left > 0 && owner.awaitDescriptor()) {
            steps.arm(left, () -> failed(noDescriptor));
        } else {
            failed(noDescriptor);
        }
    }

    private void ended(DuplexChannel made, OpeningGuard guard, ChannelFuture connect) {
        candidate = null;
        if (steps.isOver()) {
            made.close();
        } else if (connect.isSuccess()) {
            winner = made;
            steps.took();
            owner.connected(made, guard);
        } else {
            made.close();
            failed(connect.cause());
        }
    }

    private void failed(Throwable cause) {
        String reason = cause instanceof FileNotFoundException ? "no such socket" : Causes.innermost(cause);
        steps.fail(Failure.CONNECT_FAILED, path + ": " + reason, cause);
    }
}
