package io.flushpoint.nemesis;

import io.flushpoint.HttpProtocol;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RequiresServers;
import io.flushpoint.testkit.Script;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that others have written end and begin under a steady stream of requests; their own logs are held against what is told. */
@RequiresServers
class RestartTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** For one attempt: haproxy may lose a signal that comes right after its start. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    @TempDir
    private Path directory;

    /** What happens to a server. */
    enum Fate {
        /** A new one takes its port over, and its connections end softly. */
        RELOADED,
        /** It answers what it has and ends, and is started again. */
        STOPPED,
        /** It dies with all that it has, and is started again. */
        KILLED
    }

    /** How it is spoken to. */
    enum Way {
        HTTP(false, HttpProtocol.HTTP_1_1),
        HTTPS(true, HttpProtocol.HTTP_1_1),
        H2C(false, HttpProtocol.HTTP_2),
        H2(true, HttpProtocol.HTTP_2);

        private final boolean secure;
        private final HttpProtocol protocol;

        Way(boolean secure, HttpProtocol protocol) {
            this.secure = secure;
            this.protocol = protocol;
        }
    }

    /** Haproxy is not asked to end: on a machine that is very busy its master heeds no signal, once in some forty times. */
    @ParameterizedTest(name = "{0}, {1}, {2}")
    @Proves(
            value = "server-fin-races-send",
            over = {Medium.EPOLL, Medium.CLEAR, Medium.BORINGSSL, Medium.HTTP_1_1, Medium.HTTP_2})
    @CsvSource({
        "APACHE, RELOADED, HTTP",
        "APACHE, RELOADED, H2",
        "APACHE, STOPPED, HTTPS",
        "APACHE, KILLED, HTTP",
        "APACHE, KILLED, H2",
        "LIGHTTPD, RELOADED, HTTP",
        "LIGHTTPD, RELOADED, H2",
        "LIGHTTPD, STOPPED, H2C",
        "LIGHTTPD, KILLED, HTTP",
        "LIGHTTPD, KILLED, H2",
        "NGINX, RELOADED, HTTPS",
        "NGINX, STOPPED, HTTPS",
        "NGINX, KILLED, H2",
        "HAPROXY, RELOADED, HTTPS",
        "HAPROXY, KILLED, HTTPS"
    })
    void eachSendIsToldOnceAndAsTheServerHasNoted(RealSite.Kind kind, Fate fate, Way way) throws Exception {
        try (RealSite site = kind.start(directory, way.secure, Script.thinking(Duration.ofMillis(5), 200))) {
            holds(site, fate, way);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STOPPED", "KILLED"})
    void eachSendIsToldOnceAndAsNodeHasNoted(Fate fate) throws Exception {
        try (RealSite site = RealSite.node(directory)) {
            holds(site, fate, Way.HTTP);
        }
    }

    /** Whether so many connections come to their ends. */
    private static boolean reloads(RealSite site, WatchedSender sender, long connections) {
        site.logging().reload();
        return Await.holdsWithin(() -> sender.retired().size() >= connections, PATIENCE);
    }

    private void holds(RealSite site, Fate fate, Way way) throws Exception {
        try (WatchedSender sender = WatchedSender.open(
                directory, options -> options.protocol(way.protocol).connectionsPerEndpoint(4))) {
            SteadyStream stream = SteadyStream.start(site, sender);
            try (stream) {
                stream.awaitAnswers();
                switch (fate) {
                    case RELOADED -> {
                        long before = sender.metrics().connectionsOpened();
                        Await.until("the connections end", () -> reloads(site, sender, before), SOON);
                    }
                    case STOPPED -> {
                        site.logging().stop();
                        stream.awaitRefusal();
                        site.logging().startAgain();
                    }
                    case KILLED -> {
                        site.logging().kill();
                        stream.awaitRefusal();
                        site.logging().startAgain();
                    }
                }
                stream.awaitAnswers();
            }
            stream.assertTheLaw();
        }
    }
}
