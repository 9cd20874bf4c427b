package io.flushpoint.internal.connection;

import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;

/** The step of an opening that connects a socket, within a time limit. */
interface Connecting {
    /** For whom it connects. */
    interface Owner {
        /** A socket could not be made. Whether it is worth waiting for a descriptor: then {@link #tryAgain} is called. */
        boolean awaitDescriptor();

        /** A socket that lost a race is closed. */
        void descriptorFreed();

        /** A channel is connected; the guard ends its pipeline until it is ready. */
        void connected(DuplexChannel channel, OpeningGuard guard);
    }

    /** Begins. */
    void connect();

    /** Tries again what there was no descriptor for. */
    void tryAgain();

    /** The socket that is connected, once one is. */
    @Nullable
    DuplexChannel winner();

    /** Gives up whatever is connecting still. */
    void leave();
}
