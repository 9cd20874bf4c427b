package io.flushpoint.nemesis;

import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Identity;
import io.flushpoint.testkit.NodeServer;
import io.flushpoint.testkit.RequiresNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HTTP/2 to Node. */
@RequiresNode
class NodeHttp2Test extends Http2ApplicationTests {
    @Override
    Http2Application start(@Nullable Identity identity) {
        return new Application(directory, identity);
    }

    private static final class Application implements Http2Application {
        private static final Duration END = Duration.ofSeconds(10);

        private final Path directory;
        private final @Nullable Identity identity;
        private final List<String> earlier = new ArrayList<>();
        private NodeServer server;

        Application(Path directory, @Nullable Identity identity) {
            this.directory = directory;
            this.identity = identity;
            this.server = NodeServer.start(directory, identity);
        }

        @Override
        public int port() {
            return server.port();
        }

        @Override
        public List<String> targets() {
            List<String> all = new ArrayList<>(earlier);
            all.addAll(server.targets());
            return all;
        }

        @Override
        public void beginToEnd() {
            server.shutDown();
        }

        @Override
        public void startAgain() {
            Await.until("the end of Node", () -> !server.isAlive(), END);
            earlier.addAll(server.targets());
            server = NodeServer.start(directory, identity, server.port());
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
