package io.flushpoint.internal.connection;

import static io.flushpoint.stress.Interleavings.require;

import io.flushpoint.stress.InterleavedTasks;
import io.flushpoint.stress.Interleavings;
import java.net.InetAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever asks for a name, gives up or looks it up at the same moment: one lookup at a time, and nobody is left to wait. */
@Tag("interleavings")
class AddressesInterleavingsTest {
    private static final String NAME = "n"; // short: each character is looked at, as it could be an address
    private static final List<InetAddress> FOUND = List.of(InetAddress.getLoopbackAddress());

    @Test
    void aNameIsLookedUpOnceAtATimeAndWhoeverWaitsIsTold() {
        Interleavings.explore(4, OneName.class);
    }

    /** Asked for by some who wait and some who do not. */
    public static final class OneName {
        private final InterleavedTasks threads = new InterleavedTasks();
        private final Addresses addresses = new Addresses(this::resolve, threads);
        private final AtomicInteger resolving = new AtomicInteger();
        private final Queue<CompletableFuture<List<InetAddress>>> waiting = new ConcurrentLinkedQueue<>();
        private volatile boolean overlapped;
        private volatile boolean closed;

        private List<InetAddress> resolve(String host) {
            overlapped |= resolving.incrementAndGet() > 1;
            resolving.decrementAndGet();
            return FOUND;
        }

        @Operation
        public void ask() {
            waiting.add(addresses.find(NAME));
        }

        @Operation
        public void askAndGiveUp() {
            addresses.find(NAME).cancel(false);
        }

        @Operation
        public void lookUp() {
            threads.runNext();
        }

        @Operation(runOnce = true)
        public void close() {
            closed = true;
            threads.close();
        }

        @Validate
        public void nobodyIsLeftToWait() {
            threads.runAll();
            require(!overlapped, "a name is looked up once at a time");
            for (CompletableFuture<List<InetAddress>> found : waiting) {
                require(found.isDone(), "whoever waits is told");
                require(closed || !found.isCompletedExceptionally(), "and of the addresses");
            }
            CompletableFuture<List<InetAddress>> later = addresses.find(NAME);
            require(closed || !threads.isEmpty(), "the next begins anew");
            threads.runAll();
            require(later.isDone(), "and is told");
        }
    }
}
