package io.flushpoint.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A proxy of HTTP and of SOCKS 5 on loopback. It takes every name for this machine, opens tunnels, and relays the bytes of
 * requests in absolute form as they are. With {@link #requiring} it wants credentials, with {@link #answering} it answers every
 * CONNECT with these bytes and opens no tunnel.
 */
public final class RelayingProxy implements AutoCloseable {
    private static final String WANTS_CREDENTIALS = """
            HTTP/1.1 407 Proxy Authentication Required\r
            Proxy-Authenticate: Basic realm="test"\r
            Content-Length: 0\r
            \r
            """;
    private static final int SOCKS = 5;
    private static final int BY_NONE = 0;
    private static final int BY_PASSWORD = 2;
    private static final int NO_METHOD = 0xff;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;

    private final ServerSocket listening;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String credentials;
    private volatile byte @Nullable [] answer;
    private volatile boolean silent;
    private volatile @Nullable Thread accepting;

    private RelayingProxy(ServerSocket listening) {
        this.listening = listening;
    }

    /** Starts one on any port. */
    public static RelayingProxy start() {
        try {
            RelayingProxy proxy = new RelayingProxy(new ServerSocket(0, 512, InetAddress.getLoopbackAddress()));
            proxy.accepting = daemon(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Wants these from now on. */
    public RelayingProxy requiring(String user, String password) {
        credentials = user + ":" + password;
        return this;
    }

    /** Answers every CONNECT, and the greeting of every SOCKS 5, with this from now on, and closes. */
    public RelayingProxy answering(String raw) {
        answer = raw.getBytes(ISO_8859_1);
        return this;
    }

    /** Answers nobody from now on. */
    public RelayingProxy silent() {
        silent = true;
        return this;
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** What it was asked, in order: {@code CONNECT host:port}, {@code SOCKS host:port}, {@code POST http://host:port/}. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** Nobody is connected to it any more, nor can be: the port listens for as long as a thread is in {@code accept}. */
    @Override
    public void close() {
        close(listening);
        Thread last = accepting;
        if (last != null) {
            Await.until("the end of accepting", () -> !last.isAlive(), Duration.ofSeconds(10));
        }
        sockets.forEach(RelayingProxy::close);
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            sockets.add(client);
            daemon(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            client.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(client.getInputStream());
            int first = in.read();
            if (silent) {
                in.transferTo(OutputStream.nullOutputStream());
            } else if (first == SOCKS) {
                socks(client, in);
            } else if (first >= 0) {
                http(client, in, first);
            }
        }
    }

    // ---- HTTP ----

    private void http(Socket client, DataInputStream in, int first) throws IOException {
        String head = readHead(in, first);
        String[] words = head.substring(0, head.indexOf("\r\n")).split(" ", -1);
        asked.add(words[0] + " " + words[1]);
        String wanted = credentials;
        OutputStream out = client.getOutputStream();
        byte[] instead = answer;
        if (instead != null) {
            out.write(instead);
        } else if (wanted != null && !head.contains("\r\nproxy-authorization: Basic " + base64(wanted) + "\r\n")) {
            out.write(WANTS_CREDENTIALS.getBytes(ISO_8859_1));
        } else if (words[0].equals("CONNECT")) {
            try (Socket server = connect(words[1])) {
                out.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(ISO_8859_1));
                relay(client, in, server, new byte[0]);
            }
        } else {
            String authority = words[1].substring("http://".length()).split("/", 2)[0];
            try (Socket server = connect(authority)) {
                relay(client, in, server, head.getBytes(ISO_8859_1));
            }
        }
    }

    private static String readHead(InputStream in, int first) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.write(first);
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.write(next);
        }
        return head.toString(ISO_8859_1);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    // ---- SOCKS 5 (RFC 1928, RFC 1929) ----

    private void socks(Socket client, DataInputStream in) throws IOException {
        OutputStream out = client.getOutputStream();
        byte[] methods = in.readNBytes(in.readUnsignedByte());
        byte[] raw = answer;
        if (raw != null) {
            answer(in, out, raw);
            return;
        }
        String wanted = credentials;
        int method = wanted == null ? BY_NONE : BY_PASSWORD;
        boolean offered = new String(methods, ISO_8859_1).indexOf(method) >= 0;
        out.write(new byte[] {SOCKS, (byte) (offered ? method : NO_METHOD)});
        if (!offered || (wanted != null && !login(in, out, wanted))) {
            return;
        }
        String target = target(in);
        asked.add("SOCKS " + target);
        try (Socket server = connect(target)) {
            out.write(new byte[] {SOCKS, 0, 0, IPV4, 127, 0, 0, 1, 0, 0});
            relay(client, in, server, new byte[0]);
        }
    }

    /** The greeting with two bytes, and what follows it with the rest. */
    private static void answer(DataInputStream in, OutputStream out, byte[] raw) throws IOException {
        int greeting = Math.min(raw.length, 2);
        out.write(raw, 0, greeting);
        if (raw.length > greeting) {
            target(in); // with nothing left unread, the close is a FIN behind the answer
            out.write(raw, greeting, raw.length - greeting);
        }
    }

    private static String target(DataInputStream in) throws IOException {
        in.readFully(new byte[3]); // version, command, reserved
        return address(in) + ":" + in.readUnsignedShort();
    }

    private static boolean login(DataInputStream in, OutputStream out, String wanted) throws IOException {
        in.readUnsignedByte();
        String user = new String(in.readNBytes(in.readUnsignedByte()), UTF_8);
        String password = new String(in.readNBytes(in.readUnsignedByte()), UTF_8);
        boolean right = wanted.equals(user + ":" + password);
        out.write(new byte[] {1, (byte) (right ? 0 : 1)});
        return right;
    }

    private static String address(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        return switch (type) {
            case IPV4 -> InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
            case NAME -> new String(in.readNBytes(in.readUnsignedByte()), ISO_8859_1);
            case IPV6 -> InetAddress.getByAddress(in.readNBytes(16)).getHostAddress();
            default -> throw new IOException("address type " + type);
        };
    }

    // ---- both ----

    /** The port of this machine, whatever the host. */
    private Socket connect(String authority) throws IOException {
        int port = Integer.parseInt(authority.substring(authority.lastIndexOf(':') + 1));
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        server.setTcpNoDelay(true);
        sockets.add(server);
        return server;
    }

    private void relay(Socket client, InputStream fromClient, Socket server, byte[] before) throws IOException {
        server.getOutputStream().write(before);
        daemon(() -> {
            try {
                server.getInputStream().transferTo(client.getOutputStream());
                client.shutdownOutput();
            } finally {
                close(server);
            }
        });
        fromClient.transferTo(server.getOutputStream());
        server.shutdownOutput();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static Thread daemon(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // a proxy says nothing of it
                    }
                },
                "relaying-proxy");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
