package io.flushpoint.nemesis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flushpoint.testkit.FrameConnection;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.RequestSeen;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A {@link FrameServer} in a process of its own, which tells the target of every request and answers it, unless it is to stall, until its standard input ends.
 * Arguments: address, port, and the folder where the certificate of its authority is left if it is to speak TLS.
 *
 * <pre>
 *   fin, rst   of the last connection                                done
 *   answer     the first request there with a target /stall/...      done
 *                                                                    seen TARGET at any time
 * </pre>
 */
final class FrameServerMain {
    private static final String STALL = "/stall/";

    private FrameServerMain() {}

    public static void main(String[] arguments) throws IOException {
        InetAddress address = InetAddress.getByName(arguments[0]);
        ServerOptions options = ServerOptions.defaults().bind(address, Integer.parseInt(arguments[1]));
        if (arguments.length > 2) {
            TestPki pki = TestPki.create();
            pki.authority().writeCertificatePem(Path.of(arguments[2]));
            options = options.tls(pki.serverTls(pki.server(arguments[0])));
        }
        try (FrameServer server = FrameServer.start(FrameServerMain::answerAll, options, "h2");
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            System.out.println("listening " + server.port());
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                FrameConnection last = server.connection(server.connections());
                switch (line) {
                    case "fin" -> last.close();
                    case "rst" -> last.reset();
                    case "answer" -> answer(last, stalled(last));
                    default -> throw new IllegalArgumentException("no such command: " + line);
                }
                System.out.println("done");
            }
        }
    }

    /** The certificate of the authority that a server has left in this folder by the time it listens. */
    static Path authority(Path folder) {
        try (Stream<Path> made = Files.list(folder)) {
            return made.filter(path -> path.toString().endsWith(".pem"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answerAll(FrameConnection connection) throws Exception {
        connection.greet();
        connection.answerAll(request -> {
            System.out.println("seen " + request.path());
            if (!request.path().startsWith(STALL)) {
                answer(connection, request);
            }
        });
    }

    private static RequestSeen stalled(FrameConnection connection) {
        return connection.requests().stream()
                .filter(request -> request.path().startsWith(STALL))
                .findFirst()
                .orElseThrow();
    }

    private static void answer(FrameConnection connection, RequestSeen request) throws IOException {
        connection.headers(request.streamId(), true, ":status", "200");
    }
}
