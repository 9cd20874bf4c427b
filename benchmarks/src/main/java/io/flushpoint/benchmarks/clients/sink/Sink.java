package io.flushpoint.benchmarks.clients.sink;

import io.flushpoint.benchmarks.clients.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;

/** A running sink process, from the class path of this one. Any thread may give it orders. */
public final class Sink implements AutoCloseable {
    private static final long END_SECONDS = 5;
    private static final String PATH = "/v1/counters";

    private final Process process;
    private final PrintStream orders;
    private final BufferedReader replies;
    private final X509Certificate certificate;
    private final String[] ports;

    private Sink(Process process, X509Certificate certificate) throws IOException {
        this.process = process;
        this.certificate = certificate;
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
        replies = process.inputReader(StandardCharsets.US_ASCII);
        ports = reply().split(" ");
    }

    /** Starts it in the mode {@link SinkMode#ANSWER}, and waits until it accepts. */
    public static Sink start() throws IOException, InterruptedException, GeneralSecurityException {
        Path directory = Files.createTempDirectory("flushpoint-sink");
        Path file = directory.resolve("identity.p12");
        try {
            X509Certificate certificate = SinkIdentity.write(file).certificate();
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-Xmx512m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SinkMain.class.getName(),
                            file.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new Sink(process, certificate);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
        }
    }

    /**
     * Starts it on a CPU of its own: this process, all threads of it, is moved to the others and stays there.
     *
     * @throws IllegalStateException if there is only one
     */
    public static Sink startApart() throws IOException, InterruptedException, GeneralSecurityException {
        Cpus cpus = Cpus.ofThisProcess();
        Sink sink = start();
        try {
            cpus.part(sink.process);
        } catch (IOException e) {
            sink.close();
            throw e;
        }
        return sink;
    }

    /** A target here, with a body of so many bytes. */
    public Target target(String scheme, int bodyBytes) {
        boolean secure = "https".equals(scheme);
        URI uri = URI.create(scheme + "://127.0.0.1:" + ports[secure ? 1 : 0] + PATH);
        return Target.of(uri, bodyBytes, secure ? certificate : null);
    }

    /** From when this returns, requests are treated so. */
    public void mode(SinkMode mode) {
        order(mode.name());
    }

    /** How many requests have arrived whole since the start. */
    public long whole() {
        return Long.parseLong(order(SinkOrder.COUNT.name()));
    }

    /** How many of them came over HTTP/2. */
    public long wholeOverHttp2() {
        return Long.parseLong(order(SinkOrder.COUNT_HTTP2.name()));
    }

    /** How many connections are open, as far as the sink has seen. */
    public int open() {
        return Integer.parseInt(order(SinkOrder.OPEN.name()));
    }

    /** How the last whole request came. */
    public Arrival arrival() {
        return Arrival.parse(order(SinkOrder.ARRIVAL.name()));
    }

    /** Closes every connection; returns when it is done. */
    public void cut() {
        order(SinkOrder.CUT.name());
    }

    /** One more endpoint, in the clear. */
    public URI listen() {
        return URI.create("http://127.0.0.1:" + order(SinkOrder.LISTEN.name()) + PATH);
    }

    /** The certificate by which it is known over TLS. */
    public X509Certificate certificate() {
        return certificate;
    }

    private synchronized String order(String order) {
        orders.println(order);
        try {
            return reply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String reply() throws IOException {
        String line = replies.readLine();
        if (line == null) {
            throw new IOException("the sink ended");
        }
        return line;
    }

    @Override
    public void close() {
        orders.close();
        try {
            if (process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
