package io.flushpoint.benchmarks.clients.sink;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;

/** The sink's process. Ends with its standard input, so it does not outlive whoever started it. */
public final class SinkMain {
    private static final int BACKLOG = 1024;
    private static final Set<String> MODES =
            Stream.of(SinkMode.values()).map(SinkMode::name).collect(Collectors.toUnmodifiableSet());

    private final SinkDesk desk = new SinkDesk();

    private SinkMain() {}

    /**
     * Prints the port for http and the port for https, then does what it reads.
     *
     * @param args the file of the identity
     */
    public static void main(String[] args) throws Exception {
        SinkMain sink = new SinkMain();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ServerSocket plain = sink.serve(new ServerSocket(0, BACKLOG, loopback));
        SSLServerSocket secure = (SSLServerSocket) SinkIdentity.load(Path.of(args[0]))
                .serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, BACKLOG, loopback);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        secure.setSSLParameters(parameters);
        ServerSocket tls = sink.serve(secure);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        out.println(plain.getLocalPort() + " " + tls.getLocalPort());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String order = in.readLine(); order != null; order = in.readLine()) {
            out.println(sink.obey(order));
        }
        Runtime.getRuntime().halt(0);
    }

    private String obey(String order) throws IOException {
        if (MODES.contains(order)) {
            desk.mode(SinkMode.valueOf(order));
            return order;
        }
        return switch (SinkOrder.valueOf(order)) {
            case COUNT -> Long.toString(desk.whole());
            case COUNT_HTTP2 -> Long.toString(desk.wholeOverHttp2());
            case OPEN -> Integer.toString(desk.open());
            case ARRIVAL -> desk.last().line();
            case CUT -> {
                desk.cut();
                yield order;
            }
            case LISTEN ->
                Integer.toString(serve(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()))
                        .getLocalPort());
        };
    }

    private ServerSocket serve(ServerSocket server) {
        daemon("accept", () -> accept(server));
        return server;
    }

    private void accept(ServerSocket server) {
        try {
            while (true) {
                daemon("connection", new SinkConnection(server.accept(), desk));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
