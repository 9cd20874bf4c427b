package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.SendRequest;
import io.flushpoint.testkit.ApacheServer;
import io.flushpoint.testkit.FrontOptions;
import io.flushpoint.testkit.HaproxyOptions;
import io.flushpoint.testkit.HaproxyServer;
import io.flushpoint.testkit.Identity;
import io.flushpoint.testkit.LighttpdServer;
import io.flushpoint.testkit.LoggingServer;
import io.flushpoint.testkit.NghttpdServer;
import io.flushpoint.testkit.NginxOptions;
import io.flushpoint.testkit.NginxServer;
import io.flushpoint.testkit.NodeParser;
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
 * A real server, on its own or in front of an HTTP/1.1 server of ours that keeps what it is asked.
 *
 * @param front the server
 * @param stop ends it
 * @param backend null if there is none
 */
record RealSite(
        Object front,
        Runnable stop,
        int port,
        boolean isSecure,
        @Nullable ScriptedServer backend) implements AutoCloseable {
    static final TestPki PKI = TestPki.create();
    private static final Duration SOON = Duration.ofSeconds(20);

    /** The servers that speak HTTP/2, and all but the last one HTTP/1.1 too. */
    enum Kind {
        NGINX,
        HAPROXY,
        APACHE,
        LIGHTTPD,
        NGHTTPD;

        RealSite start(Path directory, boolean secure) {
            return start(directory, secure, Script.answering(200));
        }

        /** With this script behind it, if anything is. */
        RealSite start(Path directory, boolean secure, Script script) {
            return switch (this) {
                case NGINX -> nginx(secure, script, NginxOptions::withMaster);
                case HAPROXY -> haproxy(directory, secure, script, options -> options);
                case APACHE -> apache(directory, secure, script, options -> options);
                case LIGHTTPD -> lighttpd(directory, secure, script, options -> options);
                case NGHTTPD -> {
                    NghttpdServer server = NghttpdServer.start(directory, secure ? identity() : null);
                    yield new RealSite(server, server::close, server.port(), secure, null);
                }
            };
        }
    }

    /** Nginx in front of a server with this script, to which it opens a connection per request. */
    static RealSite nginx(boolean secure, Script script, UnaryOperator<NginxOptions> changes) {
        ScriptedServer backend = ScriptedServer.start(script);
        NginxOptions options = NginxOptions.defaults()
                .speakingHttp2()
                .directive("client_max_body_size 20m;")
                .directive("proxy_next_upstream off;")
                .location("proxy_pass http://127.0.0.1:" + backend.port() + ";");
        NginxServer server =
                changes.apply(secure ? options.tls(identity()) : options).start();
        return before(backend, secure, server);
    }

    /** Haproxy in front of a server with this script, to which it keeps connections. */
    static RealSite haproxy(Path directory, boolean secure, Script script, UnaryOperator<HaproxyOptions> changes) {
        ScriptedServer backend = ScriptedServer.start(script);
        HaproxyOptions options = HaproxyOptions.before(backend);
        HaproxyServer server =
                changes.apply(secure ? options.tls(identity()) : options).start(directory);
        return before(backend, secure, server);
    }

    /** Apache httpd in front of a server with this script, to which it opens a connection per request. */
    static RealSite apache(Path directory, boolean secure, Script script, UnaryOperator<FrontOptions> changes) {
        ScriptedServer backend = ScriptedServer.start(script);
        return before(backend, secure, ApacheServer.start(directory, changes.apply(options(backend, secure))));
    }

    /** Lighttpd in front of a server with this script. */
    static RealSite lighttpd(Path directory, boolean secure, Script script, UnaryOperator<FrontOptions> changes) {
        ScriptedServer backend = ScriptedServer.start(script);
        return before(backend, secure, LighttpdServer.start(directory, changes.apply(options(backend, secure))));
    }

    /** Node by itself, which speaks HTTP/1.1 in clear text. */
    static RealSite node(Path directory) {
        NodeParser server = NodeParser.start(directory);
        return new RealSite(server, server::close, server.port(), false, null);
    }

    private static FrontOptions options(ScriptedServer backend, boolean secure) {
        return FrontOptions.before(backend).tls(secure ? identity() : null);
    }

    private static RealSite before(ScriptedServer backend, boolean secure, LoggingServer server) {
        return new RealSite(server, server::close, server.port(), secure, backend);
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
    void serves(WatchedSender sender) throws Exception {
        assertThat(sender.send(post("/serves"), ANSWERED).await(SOON).status()).hasValue(200);
    }

    /** All but nghttpd are. */
    LoggingServer logging() {
        return (LoggingServer) front;
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
