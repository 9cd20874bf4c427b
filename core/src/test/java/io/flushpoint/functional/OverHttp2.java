package io.flushpoint.functional;

import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.FrameScript;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Runs every test of a class over each {@link Http2Setup} that the class names, and closes what the test has opened, senders before servers. */
abstract class OverHttp2 {
    // RFC 9113 §7
    static final long NO_ERROR = 0;
    static final long PROTOCOL_ERROR = 1;
    static final long INTERNAL_ERROR = 2;
    static final long REFUSED_STREAM = 7;
    static final long CANCEL = 8;
    static final long ENHANCE_YOUR_CALM = 11;

    private static final TestPki PKI = TestPki.create();

    @TempDir
    static Path directory;

    @Parameter
    Http2Setup setup;

    private final Deque<FrameServer> servers = new ArrayDeque<>();
    private final Deque<Client> clients = new ArrayDeque<>();

    @BeforeEach
    void skipWhatDoesNotExist() {
        setup.assumeExists();
    }

    @AfterEach
    void closeAll() {
        try {
            clients.forEach(Client::close);
        } finally {
            servers.forEach(FrameServer::close);
        }
    }

    FrameServer serve(FrameScript script) {
        return serve(script, ServerOptions.defaults());
    }

    FrameServer serve(FrameScript script, ServerOptions options) {
        FrameServer server = setup.isSecure()
                ? FrameServer.start(script, options.tls(PKI.serverTls()), "h2")
                : FrameServer.start(script, options);
        servers.push(server);
        return server;
    }

    Client client() {
        return client(options -> options);
    }

    Client client(UnaryOperator<SenderOptions> changes) {
        TlsOptions trust = TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory));
        Client client = Client.open(setup.setup(), options -> changes.apply(setup.options(options, trust)));
        clients.push(client);
        return client;
    }

    SendRequest post(FrameServer server, String target) {
        return SendRequest.post(uri(server, target)).text("hello");
    }

    String uri(FrameServer server, String target) {
        return (setup.isSecure() ? server.uri("localhost", target) : server.uri(target)).toString();
    }
}
