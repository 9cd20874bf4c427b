package io.flushpoint.internal.connection;

import io.flushpoint.DeliveryLevel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.socket.DuplexChannel;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where sockets come from, and what can be established of them. Immutable; from any thread. {@code toString()} is its name,
 * such as {@code epoll}.
 */
public interface IoTransport {
    /** The levels that can be established where the kernel tells nothing of a connection. */
    Set<DeliveryLevel> LEVELS_WITHOUT_KERNEL =
            Collections.unmodifiableSet(EnumSet.of(DeliveryLevel.WRITTEN, DeliveryLevel.ANSWERED));

    /** Why {@code SENT} and {@code ACKNOWLEDGED} cannot be established; empty if they can. */
    Optional<String> kernelObstacle();

    /** The levels that can be established. */
    Set<DeliveryLevel> levels();

    /** What event loops are made of. */
    IoHandlerFactory ioHandlers();

    /** Whether it has Unix domain sockets. */
    boolean hasUnixSockets();

    /**
     * A new unconnected socket with its options set.
     *
     * @throws RuntimeException if there is no descriptor left
     */
    DuplexChannel newChannel();

    /**
     * A new unconnected Unix domain socket, if it has them.
     *
     * @throws RuntimeException if there is no descriptor left
     */
    DuplexChannel newUnixChannel();

    /** The kernel's view of a channel of this transport, or null if there is none. */
    @Nullable
    KernelView kernelView(DuplexChannel channel);
}
