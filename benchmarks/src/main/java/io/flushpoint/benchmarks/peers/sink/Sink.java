package io.flushpoint.benchmarks.peers.sink;

import io.flushpoint.benchmarks.peers.Target;
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
    static final String COUNT = "COUNT";
    private static final long END_SECONDS = 5;

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
            X509Certificate certificate = SinkIdentity.create(file).certificate();
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-Xmx256m",
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
        byte[] body = new byte[bodyBytes];
        for (int i = 0; i < bodyBytes; i++) {
            body[i] = (byte) ('a' + i % 26);
        }
        URI uri = URI.create(scheme + "://127.0.0.1:" + ports[secure ? 1 : 0] + "/v1/counters");
        return secure ? Target.secure(uri, body, certificate) : Target.plain(uri, body);
    }

    /** From when this returns, requests are treated so. */
    public void mode(SinkMode mode) {
        order(mode.name());
    }

    /** How many requests have arrived whole since the start. */
    public long whole() {
        return order(COUNT);
    }

    private synchronized long order(String order) {
        orders.println(order);
        try {
            return Long.parseLong(reply());
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
