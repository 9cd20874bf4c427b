package io.flushpoint.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

/**
 * The child's side of {@link RemoteServer}: one command per line on standard input, one reply line each, and as many
 * request lines as the reply to {@code requests} says. Ends when standard input does.
 */
final class RemoteServerMain {
    static final String LISTENING = "listening";
    static final String REPLY = "reply";

    private final ScriptedServer server;
    private final PrintStream out;

    private RemoteServerMain(ScriptedServer server, PrintStream out) {
        this.server = server;
        this.out = out;
    }

    /** Arguments: address, port, class name of the script's supplier, key store or the empty string. */
    public static void main(String[] arguments) throws Exception {
        ServerOptions options =
                ServerOptions.defaults().bind(InetAddress.getByName(arguments[0]), Integer.parseInt(arguments[1]));
        if (!arguments[3].isEmpty()) {
            options = options.tls(TestPki.serverTls(Path.of(arguments[3])));
        }
        try (ScriptedServer server = ScriptedServer.start(script(arguments[2]), options);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            RemoteServerMain main = new RemoteServerMain(server, System.out);
            main.say(LISTENING);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                main.obey(List.of(line.split(" ", 3)));
            }
        }
    }

    private static Script script(String supplier) throws ReflectiveOperationException {
        var constructor = Class.forName(supplier).getDeclaredConstructor();
        constructor.setAccessible(true);
        return (Script) ((Supplier<?>) constructor.newInstance()).get();
    }

    private void obey(List<String> words) throws IOException {
        switch (words.get(0)) {
            case "connections" -> reply(server.connections().size());
            case "bytes" -> reply(server.bytesReceived());
            case "requests" -> sayRequests();
            case "refuse" -> {
                server.refuseNewConnections();
                reply("done");
            }
            default -> reply(onConnection(words, server.connection(Integer.parseInt(words.get(1)))));
        }
    }

    private static Object onConnection(List<String> words, ServerConnection connection) throws IOException {
        switch (words.get(0)) {
            case "end" -> {
                return connection.end();
            }
            case "fin" -> connection.closeFin();
            case "rst" -> connection.closeRst();
            case "resume" -> connection.resume();
            case "send" -> connection.sendRaw(Base64.getDecoder().decode(words.get(2)));
            default -> throw new IllegalArgumentException("no such command: " + words);
        }
        return "done";
    }

    private void sayRequests() {
        List<RecordedRequest> requests = server.requests();
        reply(requests.size());
        requests.forEach(request -> say("request " + request.toLine()));
    }

    private void reply(Object answer) {
        say(REPLY + " " + answer);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
