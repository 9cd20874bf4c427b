package io.flushpoint.security;

import static io.flushpoint.security.Told.PASSWORD;
import static io.flushpoint.security.Told.SECRET;
import static io.flushpoint.security.Told.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flushpoint.AddressResolver;
import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Header;
import io.flushpoint.HttpSender;
import io.flushpoint.Proxies;
import io.flushpoint.Proxy;
import io.flushpoint.SendCallback;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Effect;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.FrameConnection;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.Identity;
import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RelayingProxy;
import io.flushpoint.testkit.RequestSeen;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Path, query, headers, body, credentials and passwords are in no log at any level, no message and no text form. */
class SecretsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final TestPki PKI = TestPki.create();
    private static final int DATA = 0;
    private static final int GOAWAY = 7;

    @TempDir
    private static Path directory;

    /** What a server does that has our secrets, and says them back where it can. */
    enum Manner {
        ANSWERS,
        ANSWERS_EARLY,
        SPEAKS_NO_HTTP,
        BREAKS_THE_FRAMING,
        BREAKS_AN_INTERIM_HEAD,
        BREAKS_A_CHUNK,
        SENDS_TOO_LONG_A_HEAD,
        LEAVES_TLS,
        RESETS,
        CLOSES;

        private Script script() {
            String echo = "HTTP/1.1 200 " + SECRET + "\r\nX-" + SECRET + ": " + SECRET + "\r\n";
            Effect effect = switch (this) {
                case ANSWERS ->
                    Effects.respond(Response.of(500)
                            .header("Set-Cookie", SECRET)
                            .header("Location", "http://h/?" + SECRET)
                            .body(SECRET.repeat(100)));
                case ANSWERS_EARLY -> Effects.respond(Response.of(413).body(SECRET));
                case SPEAKS_NO_HTTP -> Effects.raw(SECRET + " " + SECRET + "\r\n\r\n");
                case BREAKS_THE_FRAMING ->
                    Effects.raw(echo + "Content-Length: " + SECRET + "\r\n" + SECRET + "\r\n\r\n" + SECRET);
                case BREAKS_AN_INTERIM_HEAD ->
                    Effects.raw(echo.replace("200", "103") + "X " + SECRET + ": " + SECRET + "\r\n\r\n" + echo);
                case BREAKS_A_CHUNK ->
                    Effects.raw(echo + "Transfer-Encoding: chunked\r\n\r\n" + SECRET + "\r\n" + SECRET + "\r\n");
                case LEAVES_TLS -> exchange -> exchange.connection().sendInClear(SECRET.repeat(100));
                case SENDS_TOO_LONG_A_HEAD -> Effects.raw(echo + "X: " + SECRET.repeat(10_000) + "\r\n\r\n");
                case RESETS -> Effects.closeRst();
                case CLOSES -> Effects.closeFin();
            };
            At when = this == ANSWERS_EARLY ? At.AFTER_HEAD : At.AFTER_REQUEST;
            return Script.silent().at(when, effect, Effects.pause(Duration.ofMillis(5)));
        }

        private void answer(FrameConnection connection, RequestSeen request) throws IOException {
            int stream = request.streamId();
            byte[] secret = SECRET.getBytes(StandardCharsets.US_ASCII);
            switch (this) {
                case ANSWERS, ANSWERS_EARLY -> {
                    connection.headers(stream, false, ":status", "500", "set-cookie", SECRET);
                    connection.data(stream, secret, true);
                }
                case SPEAKS_NO_HTTP -> connection.headers(stream, true, ":status", SECRET, SECRET, SECRET);
                case BREAKS_THE_FRAMING ->
                    connection.headers(stream, true, ":" + SECRET, SECRET, "x:" + SECRET + "\r\n", SECRET + "\r\n");
                case BREAKS_AN_INTERIM_HEAD ->
                    connection.headers(stream, false, ":status", "103", "connection", SECRET, ":" + SECRET, SECRET);
                case BREAKS_A_CHUNK -> {
                    connection.headers(stream, false, ":status", "200", "content-length", SECRET);
                    connection.headers(stream, true, ":" + SECRET, SECRET); // trailers
                }
                case LEAVES_TLS -> connection.raw(secret);
                case SENDS_TOO_LONG_A_HEAD ->
                    connection.headers(stream, true, ":status", "200", "x", SECRET.repeat(10_000));
                case RESETS -> connection.frame(DATA, 0, stream, secret); // before any head
                case CLOSES -> {
                    ByteBuffer debug = ByteBuffer.allocate(8 + secret.length);
                    debug.putInt(stream).putInt(1).put(secret); // RFC 9113 §6.8
                    connection.frame(GOAWAY, 0, 0, debug.array());
                    connection.close();
                }
            }
        }
    }

    /** A server over a wire, that behaves so. */
    private record Server(Runnable end, URI uri) implements AutoCloseable {
        static Server start(Wire wire, Manner manner) {
            ServerOptions options =
                    wire.isSecure() ? ServerOptions.defaults().tls(PKI.serverTls()) : ServerOptions.defaults();
            String target = "/" + SECRET + "?token=" + SECRET;
            if (wire.isHttp2()) {
                String[] protocols = wire.isSecure() ? new String[] {"h2"} : new String[0];
                FrameServer frames = FrameServer.start(
                        connection -> {
                            connection.greet();
                            connection.answerAll(request -> manner.answer(connection, request));
                        },
                        options,
                        protocols);
                return new Server(frames::close, frames.uri(TestPki.HOST, target));
            }
            ScriptedServer scripted = ScriptedServer.start(manner.script(), options);
            return new Server(scripted::close, scripted.uri(TestPki.HOST, target));
        }

        @Override
        public void close() {
            end.run();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("toString/log/exception-message leak")
    void nothingSecretIsSaidWhateverTheServerDoes(Wire wire) throws Exception {
        wire.assumeExists();
        try (Told told = new Told()) {
            for (Manner manner : Manner.values()) {
                sendTo(wire, manner, told, options -> options);
            }
            told.holdsNoSecret();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("toString/log/exception-message leak")
    void nothingSecretIsSaidOfAProxy(Wire wire) throws Exception {
        wire.assumeExists();
        for (Proxy.Kind kind : Proxy.Kind.values()) {
            try (Told told = new Told();
                    RelayingProxy proxy = RelayingProxy.start().requiring(USER, PASSWORD);
                    RelayingProxy another = RelayingProxy.start().requiring(USER, "another");
                    RelayingProxy echo = RelayingProxy.start()
                            .answering("HTTP/1.1 502 " + SECRET + "\r\nX-" + SECRET + ": " + PASSWORD + "\r\n\r\n")) {
                for (RelayingProxy each : List.of(proxy, another, echo)) {
                    Proxies leading = Proxies.of(at(each, kind).credentials(USER, PASSWORD));
                    told.note(leading);
                    sendTo(wire, Manner.ANSWERS, told, options -> options.proxies(leading));
                }
                told.holdsNoSecret();
            }
        }
    }

    private static Proxy at(RelayingProxy proxy, Proxy.Kind kind) {
        return kind == Proxy.Kind.HTTP
                ? Proxy.http("127.0.0.1", proxy.port())
                : Proxy.socks5("127.0.0.1", proxy.port());
    }

    @ParameterizedTest
    @EnumSource
    @Proves("toString/log/exception-message leak")
    void nothingSecretIsSaidOfAConnectionThatIsNotMade(Wire wire) throws Exception {
        wire.assumeExists();
        TlsOptions distrusting =
                TlsOptions.defaults().trust(trusting(TestPki.create().authority()));
        AddressResolver none = host -> {
            throw new UnknownHostException(host);
        };
        try (Told told = new Told()) {
            sendTo(wire, Manner.ANSWERS, told, options -> options.resolver(none));
            sendTo(wire, Manner.ANSWERS, told, options -> options.bytesInFlight(1_024));
            if (wire.isSecure()) {
                sendTo(wire, Manner.ANSWERS, told, options -> wire.options(distrusting));
            }
            try (HttpSender sender =
                    HttpSender.create(wire.options(TlsOptions.defaults()).listener(told))) {
                String scheme = wire.isSecure() ? "https" : "http";
                await(told, sender.send(secretive(URI.create(scheme + "://127.0.0.1:1/" + SECRET))));
            }
            told.holdsNoSecret();
        }
    }

    /** With as many on the connection as it takes, so that one hears what is said of the answer to another. */
    private static void sendTo(Wire wire, Manner manner, Told told, UnaryOperator<SenderOptions> changes)
            throws Exception {
        TlsOptions trust = TlsOptions.defaults()
                .trustPem(PKI.authority().writeCertificatePem(directory))
                .client(holding(PKI.client()), PASSWORD.toCharArray());
        SenderOptions options = changes.apply(wire.options(trust))
                .listener(told)
                .connectionsPerEndpoint(1)
                .pipeliningDepth(2)
                .answerDeadline(Duration.ofMillis(300));
        told.note(options);
        told.note(options.tls());
        try (Server server = Server.start(wire, manner)) {
            HttpSender sender = HttpSender.create(options);
            List<Delivery> deliveries = Stream.generate(
                            () -> sender.send(secretive(server.uri()), DeliveryLevel.ANSWERED))
                    .limit(2)
                    .toList();
            for (Delivery delivery : deliveries) {
                await(told, delivery);
            }
            told.note(sender.metrics());
            told.note(sender);
            sender.close();
            await(told, sender.send(secretive(server.uri())));
        }
    }

    private static SendRequest secretive(URI uri) {
        return SendRequest.post(uri)
                .header("Authorization", "Bearer " + SECRET)
                .header("Cookie", "session=" + SECRET)
                .header("X-" + SECRET, SECRET)
                .keepHeaders("Set-Cookie")
                .keepErrorContent(100)
                .text(SECRET.repeat(1_000));
    }

    /** Waits until all is told of a send, or until it failed before it was written. */
    private static void await(Told told, Delivery delivery) throws Exception {
        Throwable failure = catchThrowable(() -> delivery.await(SOON));
        if (failure != null) {
            told.note(failure);
        }
        if (delivery.receipt().level().isPresent()) {
            told.note(got(delivery.report()), got(delivery.excerpt()));
        }
        told.note(delivery);
    }

    private static <T> T got(CompletionStage<T> stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        return stage.toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    // ---- what is given to be kept ----

    @Test
    @Proves(value = "toString/log/exception-message leak", over = Medium.NO_CONNECTION)
    void noPasswordOfAKeyStoreAndNoKeyIsSaid() throws Exception {
        Identity client = PKI.client();
        KeyStore store = holding(client);
        Path pem = client.writeKeyPem(directory);
        Path broken = Files.writeString(
                directory.resolve("broken.pem"), Files.readString(pem).replace("M", SECRET));
        try (Told told = new Told()) {
            told.note(TlsOptions.defaults().client(store, PASSWORD.toCharArray()));
            told.note(catchThrowable(() -> TlsOptions.defaults().client(store, ("wrong-" + PASSWORD).toCharArray())));
            told.note(catchThrowable(
                    () -> TlsOptions.defaults().clientPem(client.writeCertificatePem(directory), broken)));
            told.note(SenderOptions.defaults().tls(TlsOptions.defaults().client(store, PASSWORD.toCharArray())));
            told.holdsNoSecret();
        }
    }

    @Test
    @Proves(value = "toString/log/exception-message leak", over = Medium.NO_CONNECTION)
    void noRefusalSaysWhatItRefuses() {
        SendRequest good = SendRequest.post("http://h/");
        try (Told told = new Told()) {
            Stream.<ThrowingCallable>of(
                            () -> SendRequest.get("http://" + SECRET + ":" + SECRET + "@h/"),
                            () -> SendRequest.get("http://h/" + SECRET + "\n"),
                            () -> SendRequest.get("http://h/?" + SECRET + " "),
                            () -> SendRequest.get("http://h/#" + SECRET),
                            () -> SendRequest.get("http://h:" + SECRET),
                            () -> SendRequest.get(SECRET + "://h"),
                            () -> good.header("A", SECRET + "\n"),
                            () -> good.header("Host", SECRET),
                            () -> good.text(SECRET).gzip().gzip(),
                            () -> Proxy.parse("http://" + USER + ":" + PASSWORD + "@:x"),
                            () -> Proxy.parse("https://" + USER + ":" + PASSWORD + "@h"),
                            () -> Proxy.parse("http://" + USER + ":%zz" + PASSWORD + "@h"),
                            () -> Proxy.http("h", 1).credentials(USER + ":", PASSWORD),
                            () -> Proxy.http("h", 1).credentials(USER, PASSWORD + "\n"),
                            () -> Proxies.fromEnvironment(Map.of("http_proxy", USER + ":" + PASSWORD + "@h:x")))
                    .forEach(refused -> {
                        Throwable thrown = catchThrowable(refused);
                        assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
                        told.note(thrown);
                    });
            told.holdsNoSecret();
        }
    }

    // ---- none is left out ----

    /** Those that the caller implements have a text form of the caller's; constants have their name. */
    private static final Set<Class<?>> OF_THE_CALLER =
            Set.of(AddressResolver.class, SendCallback.class, SenderListener.class);

    @Test
    @Proves(value = "toString/log/exception-message leak", over = Medium.NO_CONNECTION)
    void theTextFormOfEveryPublicTypeIsLookedAt() throws Exception {
        try (Told told = new Told()) {
            Body stream = Body.stream(subscriber -> {});
            for (Body body : List.of(Body.empty(), Body.text(SECRET), Body.file(Path.of(SECRET)), stream)) {
                told.note(body);
            }
            told.note(SendRequest.post("http://h/").body(stream).gzip().body());
            told.note(new Header("Authorization", SECRET));
            told.note(Proxy.http("h", 1).credentials(USER, PASSWORD));
            told.note(Proxies.of(Proxy.http("h", 1).credentials(USER, PASSWORD)));
            sendTo(Wire.CLEAR, Manner.ANSWERS, told, options -> options);
            try (ScriptedServer silent = ScriptedServer.start(Script.silent());
                    HttpSender sender = HttpSender.createCallerDriven(SenderOptions.defaults())) {
                Delivery delivery = sender.send(secretive(silent.uri("/" + SECRET)), DeliveryLevel.ANSWERED);
                told.note(catchThrowable(() -> delivery.await(Duration.ZERO)));
                told.note(delivery.receipt().timings());
                told.note(sender);
                sender.close(Duration.ZERO);
            }
            told.holdsNoSecret();
            assertThat(publicTypes())
                    .filteredOn(type -> !type.isEnum() && !OF_THE_CALLER.contains(type))
                    .allMatch(told::hasSeen);
        }
    }

    private static List<Class<?>> publicTypes() throws Exception {
        Path classes = Path.of(HttpSender.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.list(classes.resolve("io/flushpoint"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.startsWith("package-info"))
                    .<Class<?>>map(name -> load(name.replace(".class", "")))
                    .filter(type -> Modifier.isPublic(type.getModifiers()))
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName("io.flushpoint." + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore trusting(Identity authority) throws Exception {
        KeyStore store = empty();
        store.setCertificateEntry("authority", authority.certificate());
        return store;
    }

    private static KeyStore holding(Identity client) throws Exception {
        KeyStore store = empty();
        store.setKeyEntry(
                "client", client.key(), PASSWORD.toCharArray(), client.chain().toArray(new X509Certificate[0]));
        return store;
    }

    private static KeyStore empty() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
