package io.flushpoint.nemesis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The child of {@link NamespacesTest}: a plain socket that does what standard input says. */
final class PlainClient {
    private static final int CONNECT_MILLIS = 1_000;

    private final Socket socket = new Socket();

    private PlainClient() {}

    public static void main(String[] arguments) throws IOException {
        PlainClient client = new PlainClient();
        System.out.println("ready");
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(client.obey(List.of(line.split(" ", -1))));
            }
        }
    }

    private String obey(List<String> words) {
        try {
            switch (words.get(0)) {
                case "connect" -> {
                    InetAddress address = InetAddress.getByName(words.get(1));
                    socket.connect(new InetSocketAddress(address, Integer.parseInt(words.get(2))), CONNECT_MILLIS);
                    return "connected";
                }
                case "write" -> {
                    write(Integer.parseInt(words.get(1)));
                    return "wrote";
                }
                case "burn" -> {
                    return "burnt " + burn(Duration.ofMillis(Long.parseLong(words.get(1))));
                }
                default -> {
                    return "clock " + System.nanoTime();
                }
            }
        } catch (IOException e) {
            return "failed " + e.getMessage();
        }
    }

    private void write(int bodyBytes) throws IOException {
        byte[] body = new byte[bodyBytes];
        Arrays.fill(body, (byte) 'x');
        String head = "POST / HTTP/1.1\r\nHost: srv\r\nContent-Length: " + bodyBytes + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(ISO_8859_1));
        socket.getOutputStream().write(body);
    }

    /** Uses so much CPU time, and returns how many milliseconds that took. */
    private static long burn(Duration cpuTime) {
        long start = System.nanoTime();
        long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() + cpuTime.toNanos();
        while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
