package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who gets room for a connection, in which order, and whose connection goes for it; pools and connections are made up. */
class ConnectionRoomLineTest {
    private final EmbeddedChannel socket = new EmbeddedChannel();
    private final Looks looks = new Looks(new Clocks());
    private final IoHandler handler = looks.of(executor -> new NoSockets()).newHandler(new OnLoop());
    private final ConnectionRoom room = new ConnectionRoom(socket.eventLoop(), looks, 2);
    private final List<String> told = new ArrayList<>();
    private final Pool a = new Pool("a");
    private final Pool b = new Pool("b");
    private final Pool c = new Pool("c");

    @Test
    void thereIsRoomUpToTheBound() {
        assertThat(room.take(a)).isTrue();
        assertThat(room.isFull()).isFalse();
        assertThat(room.take(a)).isTrue();
        assertThat(room.isFull()).isTrue();
        assertThat(room.isWanted()).isFalse();
        assertThat(room.take(a)).isFalse();
        assertThat(room.isWanted()).isTrue();
    }

    @Test
    void aPoolThatCanDoWithoutStandsInNoLine() {
        assertThat(room.takeIfAny(a)).isTrue();
        assertThat(room.takeIfAny(a)).isTrue();
        assertThat(room.takeIfAny(a)).isFalse();
        assertThat(room.isWanted()).isFalse();
    }

    @Test
    void aPoolThatCanDoWithoutTakesNoneFromThoseInLine() {
        full();
        room.take(b);
        room.freed();

        assertThat(room.takeIfAny(c)).isFalse();
    }

    @Test
    void whoeverHasFewestIsServedFirstAndEqualsInTheirOrder() {
        full();
        a.size = 2;
        b.size = 1;
        c.size = 1;
        room.take(a);
        room.take(b);
        room.take(c);
        room.freed();
        socket.runPendingTasks();
        room.freed();
        socket.runPendingTasks();

        assertThat(told).containsExactly("room for b", "room for c");
    }

    @Test
    void whoeverHasNoneAtAllComesBeforeThose() {
        full();
        b.size = 1;
        room.take(b);
        room.take(c);
        room.freed();
        socket.runPendingTasks();

        assertThat(told).containsExactly("room for c");
    }

    @Test
    void aPoolWhoseTurnItIsNotWaitsThoughThereIsRoom() {
        full();
        b.size = 1;
        room.take(c);
        room.freed();

        assertThat(room.take(b)).isFalse();
        assertThat(room.take(c)).isTrue();
    }

    @Test
    void whoDoesWithoutLeavesTheLine() {
        full();
        b.takes = false;
        room.take(b);
        room.take(c);
        room.freed();
        socket.runPendingTasks();

        assertThat(told).containsExactly("room for b", "room for c");
        assertThat(room.isWanted()).isFalse();
    }

    @Test
    void whoWantsNoneAnyMoreIsNotAsked() {
        full();
        room.take(b);
        room.take(c);
        b.wants = false;
        room.freed();
        socket.runPendingTasks();

        assertThat(told).containsExactly("room for c");
    }

    @Test
    void whoLeavesIsNotAsked() {
        full();
        room.take(b);
        room.leave(b);
        assertThat(room.isWanted()).isFalse();
        room.freed();
        socket.runPendingTasks();

        assertThat(told).isEmpty();
    }

    @Test
    void thoseInLineAreServedOnceThoughMuchIsFreed() {
        full();
        room.take(b);
        room.freed();
        room.freed();
        assertThat(told).as("not from within").isEmpty();
        socket.runPendingTasks();

        assertThat(told).containsExactly("room for b");
    }

    @Test
    void whoAsksWithinItsTurnIsNotServedTwice() {
        full();
        b.onTurn = room::serve;
        room.take(b);
        room.freed();
        socket.runPendingTasks();

        assertThat(told).containsExactly("room for b");
    }

    @Test
    void aPoolWithIdleConnectionsLetsOthersComeFirst() {
        full();
        room.take(a);
        room.take(b);
        room.freed();
        room.othersFirst(a);

        assertThat(told).containsExactly("room for b");
        assertThat(room.isWanted()).isFalse();
    }

    @Test
    void theConnectionThatIsIdleForLongestGoesOfThoseThatYield() {
        full();
        Resting stays = new Resting("stays", false);
        Resting oldest = new Resting("oldest", true);
        Resting newest = new Resting("newest", true);
        room.becameIdle(stays);
        room.becameIdle(oldest);
        room.becameIdle(newest);
        room.take(b);

        assertThat(told).containsExactly("oldest goes");
    }

    @Test
    void oneThatIsIdleNoLongerStays() {
        full();
        Resting leased = new Resting("leased", true);
        room.becameIdle(leased);
        room.noLongerIdle(leased);
        room.take(b);

        assertThat(told).isEmpty();
    }

    @Test
    void asManyConnectionsGoAsPoolsWaitAndAnotherOnlyWhenOneIsClosed() {
        full();
        Resting first = new Resting("first", true);
        Resting second = new Resting("second", true);
        room.becameIdle(first);
        room.becameIdle(second);
        room.take(b);
        room.noLongerIdle(first);
        room.take(b);
        assertThat(told).containsExactly("first goes");
        first.closed.setSuccess();
        room.take(b);

        assertThat(told).containsExactly("first goes", "second goes");
    }

    // ---- descriptors ----

    @Test
    void whoFindsNoDescriptorWaitsIfAConnectionCouldHelp() {
        full();
        assertThat(room.awaitDescriptor(new Opening(b, "b"))).isTrue();
        assertThat(room.isWanted()).isTrue();
        room.descriptorFreed();
        assertThat(told).as("before the loop has looked").isEmpty();
        look();

        assertThat(told).containsExactly("b tries again");
        assertThat(room.isWanted()).isFalse();
    }

    @Test
    void whoFindsNoDescriptorDoesNotWaitForWhatNoConnectionCouldHelp() {
        room.take(b);
        assertThat(room.awaitDescriptor(new Opening(b, "b"))).isFalse();
        assertThat(room.isWanted()).isFalse();
    }

    @Test
    void anIdleConnectionGoesForADescriptorAndOneForEachThatWaits() {
        full();
        Resting first = new Resting("first", true);
        Resting second = new Resting("second", true);
        room.becameIdle(first);
        room.becameIdle(second);
        room.awaitDescriptor(new Opening(b, "b"));
        room.noLongerIdle(first);
        room.serve();

        assertThat(told).containsExactly("first goes");
    }

    @Test
    void aSocketThatIsClosedGivesItsDescriptorToWhoWaitedLongest() {
        full();
        room.awaitDescriptor(new Opening(b, "b"));
        room.awaitDescriptor(new Opening(c, "c"));
        room.freed();
        look();

        assertThat(told).containsExactly("b tries again");
    }

    @Test
    void anOpeningThatEndedIsNotTold() {
        full();
        Opening ended = new Opening(b, "b");
        room.awaitDescriptor(ended);
        room.forget(ended);
        room.descriptorFreed();
        look();

        assertThat(told).isEmpty();
        assertThat(room.isWanted()).isFalse();
    }

    private void full() {
        assertThat(room.take(a)).isTrue();
        assertThat(room.take(a)).isTrue();
    }

    /** The loop looks at its sockets, and runs what that brings. */
    private void look() {
        handler.run(new IoHandlerContext() {
            @Override
            public boolean canBlock() {
                return false;
            }

            @Override
            public long delayNanos(long current) {
                return 0;
            }

            @Override
            public long deadlineNanos() {
                return -1;
            }
        });
    }

    private final class Pool implements ConnectionRoom.Tenant {
        private final String name;
        private int size;
        private boolean wants = true;
        private boolean takes = true;
        private Runnable onTurn = () -> {};

        Pool(String name) {
            this.name = name;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public int standing() {
            return size;
        }

        @Override
        public boolean wantsAnother() {
            return wants;
        }

        @Override
        public void roomMayBeFree() {
            told.add("room for " + name);
            onTurn.run();
            if (takes && room.take(this)) {
                size++;
                wants = false;
            }
        }
    }

    private final class Resting extends ConnectionRoom.Idle {
        private final String name;
        private final boolean yielding;
        private final ChannelPromise closed = socket.newPromise();

        Resting(String name, boolean yielding) {
            this.name = name;
            this.yielding = yielding;
        }

        @Override
        boolean yields(ConnectionRoom.Tenant to, int held) {
            return yielding;
        }

        @Override
        ChannelFuture makeRoom() {
            told.add(name + " goes");
            return closed;
        }
    }

    private final class Opening implements ConnectionRoom.WithoutDescriptor {
        private final ConnectionRoom.Tenant tenant;
        private final String name;

        Opening(ConnectionRoom.Tenant tenant, String name) {
            this.tenant = tenant;
            this.name = name;
        }

        @Override
        public ConnectionRoom.Tenant tenant() {
            return tenant;
        }

        @Override
        public void descriptorMayBeFree() {
            told.add(name + " tries again");
        }
    }

    private static final class OnLoop implements ThreadAwareExecutor {
        @Override
        public boolean isExecutorThread(Thread thread) {
            return true;
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }
    }

    private static final class NoSockets implements IoHandler {
        @Override
        public int run(IoHandlerContext context) {
            context.shouldReportActiveIoTime();
            return 0;
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wakeup() {
            // never waits
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return false;
        }
    }
}
