package io.flushpoint.functional;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.FrameScript;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.RawClient;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Runs every test of a class over each {@link Setup} that the class names, and closes what the test has opened, senders before servers. */
abstract class OverHttp1 {
    private static final TestPki PKI = TestPki.create();

    @TempDir
    static Path authorities;

    @Parameter
    Setup setup;

    private final Deque<ScriptedServer> servers = new ArrayDeque<>();
    private final Deque<FrameServer> frameServers = new ArrayDeque<>();
    private final Deque<RawClient> rawClients = new ArrayDeque<>();
    private final Deque<Client> clients = new ArrayDeque<>();

    @BeforeEach
    void skipWhatDoesNotExist() {
        String only = System.getProperty("flushpoint.setup", setup.name());
        assumeTrue(only.equals(setup.name()), () -> "this run is for " + only);
        assumeTrue(setup.exists(), setup + " does not exist here: a native library does not load");
    }

    @AfterEach
    void closeAll() throws IOException {
        try {
            clients.forEach(Client::close);
        } finally {
            servers.forEach(ScriptedServer::close);
            frameServers.forEach(FrameServer::close);
            for (RawClient client : rawClients) {
                client.close();
            }
        }
    }

    ScriptedServer serve(Script script) {
        return serve(script, ServerOptions.defaults());
    }

    ScriptedServer serve(Script script, ServerOptions options) {
        ScriptedServer server = ScriptedServer.start(script, setup.isSecure() ? options.tls(PKI.serverTls()) : options);
        servers.push(server);
        return server;
    }

    /** A server of HTTP/2 in clear text. */
    FrameServer serveFrames(FrameScript script) {
        FrameServer server = FrameServer.start(script);
        frameServers.push(server);
        return server;
    }

    /** A server whose queue of connections is full, so that the kernel answers no SYN. */
    ScriptedServer serveNobody() throws IOException {
        ScriptedServer server =
                serve(Script.answering(200), ServerOptions.defaults().backlog(1).notAccepting());
        for (int i = 0; i < 2; i++) {
            rawClients.push(RawClient.connect(server.address())); // the kernel completes one more than the backlog
        }
        return server;
    }

    Client client() {
        return client(options -> options);
    }

    Client client(UnaryOperator<SenderOptions> changes) {
        TlsOptions trust = setup.isSecure()
                ? TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(authorities))
                : TlsOptions.defaults();
        Client client = Client.open(setup, options -> changes.apply(setup.secured(options, trust)));
        clients.push(client);
        return client;
    }

    /** A client of one connection per endpoint. */
    Client clientOfOneConnection() {
        return client(options -> options.connectionsPerEndpoint(1));
    }
}
