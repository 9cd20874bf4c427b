package io.flushpoint.nemesis;

import io.flushpoint.testkit.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** HTTP/2 to Jetty. */
class JettyHttp2Test extends Http2ApplicationTests {
    @Override
    Http2Application start(@Nullable Identity identity) throws Exception {
        return new Application(identity);
    }

    private static final class Application implements Http2Application {
        private final @Nullable Identity identity;
        private final List<String> earlier = new ArrayList<>();
        private final int port;
        private JettyServer server;
        private CompletableFuture<Void> end = CompletableFuture.completedFuture(null);

        Application(@Nullable Identity identity) throws Exception {
            this.identity = identity;
            this.server = JettyServer.start(identity, 0);
            this.port = server.port();
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public List<String> targets() {
            List<String> all = new ArrayList<>(earlier);
            all.addAll(server.targets());
            return all;
        }

        @Override
        public void beginToEnd() {
            end = CompletableFuture.runAsync(server::shutDown);
        }

        @Override
        public void startAgain() throws Exception {
            end.get();
            earlier.addAll(server.targets());
            server = JettyServer.start(identity, port);
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
