package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.SendRequest;
import io.flushpoint.testkit.HaproxyOptions;
import io.flushpoint.testkit.HaproxyServer;
import io.flushpoint.testkit.Identity;
import io.flushpoint.testkit.NghttpdServer;
import io.flushpoint.testkit.NginxOptions;
import io.flushpoint.testkit.NginxServer;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.TestPki;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A real HTTP/2 server, on its own or in front of an HTTP/1.1 server that keeps what it is asked.
 *
 * @param front the server
 * @param stop ends it
 * @param backend null if there is none
 */
record Http2Site(
        Object front,
        Runnable stop,
        int port,
        boolean isSecure,
        @Nullable ScriptedServer backend) implements AutoCloseable {
    static final TestPki PKI = TestPki.create();
    private static final Duration SOON = Duration.ofSeconds(20);

    /** The servers that there are. */
    enum Kind {
        NGINX,
        HAPROXY,
        NGHTTPD;

        Http2Site start(Path directory, boolean secure) {
            return switch (this) {
                case NGINX -> nginx(secure, Script.answering(200), options -> options);
                case HAPROXY -> haproxy(directory, secure, Script.answering(200), options -> options);
                case NGHTTPD -> {
                    NghttpdServer server = NghttpdServer.start(directory, secure ? identity() : null);
                    yield new Http2Site(server, server::close, server.port(), secure, null);
                }
            };
        }
    }

    /** Nginx in front of a server with this script, to which it opens a connection per request. */
    static Http2Site nginx(boolean secure, Script script, UnaryOperator<NginxOptions> changes) {
        ScriptedServer backend = ScriptedServer.start(script);
        NginxOptions options = NginxOptions.defaults()
                .speakingHttp2()
                .directive("client_max_body_size 20m;")
                .directive("proxy_next_upstream off;")
                .location("proxy_pass http://127.0.0.1:" + backend.port() + ";");
        NginxServer server =
                changes.apply(secure ? options.tls(identity()) : options).start();
        return new Http2Site(server, server::close, server.address().getPort(), secure, backend);
    }

    /** Haproxy in front of a server with this script, to which it keeps connections. */
    static Http2Site haproxy(Path directory, boolean secure, Script script, UnaryOperator<HaproxyOptions> changes) {
        ScriptedServer backend = ScriptedServer.start(script);
        HaproxyOptions options = HaproxyOptions.before(backend);
        HaproxyServer server =
                changes.apply(secure ? options.tls(identity()) : options).start(directory);
        return new Http2Site(server, server::close, server.port(), secure, backend);
    }

    private static Identity identity() {
        return PKI.server("127.0.0.1");
    }

    SendRequest post(String target) {
        return SendRequest.post((isSecure ? "https" : "http") + "://127.0.0.1:" + port + target)
                .text("hello");
    }

    /** The targets of the requests that the backend has read in full, each as often as it came. */
    List<String> targets() {
        return seen().stream().map(RecordedRequest::target).toList();
    }

    List<RecordedRequest> seen() {
        if (backend == null) {
            throw new IllegalStateException("nobody keeps what nghttpd is asked");
        }
        return backend.completeRequests();
    }

    /** One request more is answered. */
    void serves(Http2Sender sender) throws Exception {
        assertThat(sender.send(post("/serves"), ANSWERED).await(SOON).status()).hasValue(200);
    }

    NginxServer nginx() {
        return (NginxServer) front;
    }

    HaproxyServer haproxy() {
        return (HaproxyServer) front;
    }

    @Override
    public void close() {
        try {
            stop.run();
        } finally {
            if (backend != null) {
                backend.close();
            }
        }
    }
}
