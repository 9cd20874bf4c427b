package io.flushpoint.benchmarks.scale;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A collector on loopback: nginx with one worker, which answers at once. */
final class Nginx implements AutoCloseable {
    /** Of {@code /proc/PID/stat}, on every Linux that Java runs on. */
    private static final long MILLIS_PER_TICK = 10;

    private static final int UTIME = 11;
    private static final int STIME = 12;

    private final Process process;
    private final ProcessHandle worker;
    private final int port;
    private final Path certificate;

    private Nginx(Process process, ProcessHandle worker, int port, Path certificate) {
        this.process = process;
        this.worker = worker;
        this.port = port;
        this.certificate = certificate;
    }

    /**
     * Starts one.
     *
     * @param key as openssl names it; empty for no TLS
     * @param resuming whether sessions can be resumed
     */
    static Nginx start(Path directory, String key, boolean resuming) throws IOException, InterruptedException {
        int port = freePort();
        Path certificate = directory.resolve("certificate.pem");
        if (!key.isEmpty()) {
            makeCertificate(directory, key, certificate);
        }
        Path configuration = directory.resolve("nginx.conf");
        Files.writeString(configuration, configuration(directory, port, !key.isEmpty(), resuming));
        Process process = new ProcessBuilder(
                        "nginx", "-p", directory.toString(), "-c", configuration.toString(), "-e", "error.log")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("nginx.out").toFile())
                .start();
        try {
            return new Nginx(process, worker(process, port), port, certificate);
        } catch (IOException | InterruptedException e) {
            process.destroy();
            throw e;
        }
    }

    private static String configuration(Path directory, int port, boolean tls, boolean resuming) {
        String secure = tls
                ? "ssl_certificate certificate.pem; ssl_certificate_key key.pem; ssl_protocols TLSv1.3;"
                        + (resuming
                                ? " ssl_session_cache shared:s:10m; ssl_session_tickets on;"
                                : " ssl_session_cache off; ssl_session_tickets off;")
                : "";
        return "daemon off; worker_processes 1; pid " + directory.resolve("nginx.pid")
                + ";\nevents { worker_connections 1024; }\nhttp { access_log off; client_body_temp_path body;"
                + " proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;\n"
                + "server { listen 127.0.0.1:" + port + (tls ? " ssl" : "") + "; " + secure
                + " location / { return 200; } } }\n";
    }

    private static void makeCertificate(Path directory, String key, Path certificate)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-days", "2", "-newkey"));
        command.addAll(List.of(key.split(" ", -1)));
        command.addAll(List.of("-keyout", directory.resolve("key.pem").toString()));
        command.addAll(List.of("-out", certificate.toString(), "-subj", "/CN=localhost"));
        command.addAll(List.of("-addext", "subjectAltName=DNS:localhost"));
        Process openssl = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("openssl.out").toFile())
                .start();
        if (!openssl.waitFor(30, TimeUnit.SECONDS) || openssl.exitValue() != 0) {
            throw new IOException("openssl made no certificate: " + Files.readString(directory.resolve("openssl.out")));
        }
    }

    private static ProcessHandle worker(Process process, int port) throws IOException, InterruptedException {
        for (int i = 0; i < 200 && process.isAlive(); i++) {
            List<ProcessHandle> workers = process.children().toList();
            if (!workers.isEmpty() && accepts(port)) {
                return workers.get(0);
            }
            TimeUnit.MILLISECONDS.sleep(25);
        }
        throw new IOException("nginx did not start");
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    Path certificate() {
        return certificate;
    }

    /** CPU time of the worker, user's and system's. */
    long cpuMillis() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(worker.pid()), "stat"), StandardCharsets.UTF_8);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return MILLIS_PER_TICK * (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
