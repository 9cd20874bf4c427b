package io.flushpoint.benchmarks.clients.hooks;

import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.Hook;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Target;
import io.flushpoint.benchmarks.clients.Witness;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A client on a blocking socket with one fault, for the kit to find. */
record PlantedFactory(Fault fault) implements ClientFactory {
    enum Fault {
        NONE,
        /** The hook fires before a byte is written. */
        FIRES_FIRST,
        /** The hook fires with the last byte still to be written. */
        FIRES_BEFORE_THE_LAST_BYTE,
        /** The hook does not fire. */
        SILENT,
        /** A request that was not answered is posted twice more, each time on a fresh connection. */
        POSTS_THRICE
    }

    @Override
    public String name() {
        return "planted";
    }

    @Override
    public List<Hook> hooks() {
        return List.of(Hook.written("sent"));
    }

    @Override
    public OpenClient open(Target target, Hook hook) throws IOException {
        return new Client(target, fault);
    }

    private static final class Client implements OpenClient {
        private static final int COPIES = 3;

        private final Target target;
        private final Fault fault;
        private final byte[] wire;
        private Socket socket;

        Client(Target target, Fault fault) throws IOException {
            this.target = target;
            this.fault = fault;
            wire = target.wire();
            socket = connect();
        }

        private Socket connect() throws IOException {
            return new Socket(target.address().getAddress(), target.address().getPort());
        }

        @Override
        public void post(Witness witness) throws IOException {
            int copies = fault == Fault.POSTS_THRICE ? COPIES : 1;
            write(witness);
            for (int copy = 1; !isAnswered() && copy < copies; copy++) {
                socket.close();
                socket = connect();
                write(witness);
            }
            witness.answered();
        }

        private void write(Witness witness) throws IOException {
            OutputStream out = socket.getOutputStream();
            if (fault == Fault.FIRES_FIRST) {
                witness.hook();
            }
            out.write(wire, 0, wire.length - 1);
            if (fault == Fault.FIRES_BEFORE_THE_LAST_BYTE) {
                witness.hook();
            }
            out.write(wire, wire.length - 1, 1);
            if (fault == Fault.NONE || fault == Fault.POSTS_THRICE) {
                witness.hook();
            }
        }

        private boolean isAnswered() throws IOException {
            return socket.getInputStream().read(new byte[1024]) > 0;
        }

        @Override
        public void await(BooleanSupplier fact) {
            if (!fact.getAsBoolean()) {
                throw new IllegalStateException("a post is over when it returns");
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
