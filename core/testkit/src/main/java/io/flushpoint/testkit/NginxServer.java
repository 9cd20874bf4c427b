package io.flushpoint.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real nginx as a child process, with a configuration of its own in a temporary directory, in plain text or TLS. It
 * reads every request in full, up to nginx's own limit of 1 MiB of body, answers with an empty 200 unless told otherwise,
 * and logs each. It needs what {@link RequiresNginx} checks.
 */
public final class NginxServer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String CONFIGURATION = """
            daemon off;
            %s
            pid nginx.pid;
            error_log error.log info;
            events {
              worker_connections 512;
            }
            http {
              log_format one %s;
              access_log access.log one;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              %s
              server {
                listen %s;
                %s
                %s
                location / {
                  %s
                }
              }
              server {
                listen unix:%s;
                access_log off;
                return 200;
              }
            }
            """;
    /** Workers that change their user could not write to the directory; not as root nginx warns, and ignores it. */
    private static final String MASTER_AND_WORKER = "master_process on; worker_processes 1; user root;";

    private static final Pattern VERSION = Pattern.compile("nginx/(\\d+)\\.(\\d+)\\.(\\d+)");

    /** From which version on {@code http2} is a directive, and no longer a word behind {@code listen}: 1.25.1. */
    private static final int DIRECTIVE_SINCE = 1_025_001;

    private static final String LOG_FORMAT = "'$connection $connection_requests $request_method $request_uri $status"
            + " $request_length $request_completion'";

    /**
     * A line of the access log, which nginx writes when it is done with a request.
     *
     * @param connection nginx's own number
     * @param nth which request of its connection it was; 1 is the first
     * @param requestLength head and body as far as nginx read it, in bytes; {@code return} in a location reads no body
     * @param completed whether nginx answered it in full
     */
    public record Logged(
            long connection, int nth, String method, String target, int status, long requestLength, boolean completed) {
        static Logged parse(String line) {
            String[] fields = line.split(" ", 7);
            return new Logged(
                    Long.parseLong(fields[0]),
                    Integer.parseInt(fields[1]),
                    fields[2],
                    fields[3],
                    Integer.parseInt(fields[4]),
                    Long.parseLong(fields[5]),
                    fields[6].equals("OK"));
        }
    }

    private final Path directory;
    private final Process process;
    private final InetSocketAddress address;

    private NginxServer(NginxOptions options, Path directory) throws IOException {
        this.directory = directory;
        this.address =
                new InetSocketAddress(options.address(), options.port() == 0 ? freePort(options) : options.port());
        Path configuration = Files.writeString(directory.resolve("nginx.conf"), configuration(options));
        List<String> command = List.of(
                "nginx",
                "-c",
                configuration.toString(),
                "-p",
                directory.toString(),
                "-e",
                errorLog().toString());
        process = new ProcessBuilder(
                        options.namespace() == null
                                ? command
                                : options.namespace().prefixed(command))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("console.log").toFile())
                .start();
    }

    /** Starts it, and returns when it listens. */
    static NginxServer start(NginxOptions options) {
        try {
            Path directory = Files.createTempDirectory("nginx");
            NginxServer server = new NginxServer(options, directory);
            server.awaitStart(options);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** The access log so far. */
    public List<Logged> log() {
        try {
            return Files.readAllLines(directory.resolve("access.log")).stream()
                    .map(Logged::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the access log has so many lines, and returns them. */
    public List<Logged> awaitLog(int lines, Duration atMost) {
        Await.until(lines + " lines in the log of nginx", () -> log().size() >= lines, atMost);
        return log();
    }

    /** Has new workers take over the port, and the old ones end once they are done: {@code nginx -s reload}. */
    public void reload() {
        Command.run("kill", "-HUP", Long.toString(process.pid()));
    }

    /** The processes that serve, those included that are about to end. */
    public List<Long> workers() {
        return process.children().map(ProcessHandle::pid).toList();
    }

    /** Its process dies at once. */
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        endWorkers();
        process.destroyForcibly();
        try {
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("nginx goes on after SIGKILL");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        deleteDirectory();
    }

    /** By the master, which would replace a worker that dies. Without one, the process is what it is. */
    private void endWorkers() {
        if (process.children().findAny().isPresent()) {
            List<ProcessHandle> workers = process.children().toList();
            process.destroy();
            Await.holdsWithin(() -> !process.isAlive(), LIMIT);
            workers.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private void awaitStart(NginxOptions options) {
        boolean listens = Await.holdsWithin(() -> !process.isAlive() || isReady(options), LIMIT);
        if (!listens || !process.isAlive()) {
            String said = read("console.log") + read("error.log");
            close();
            throw new IllegalStateException("nginx did not start: " + said);
        }
    }

    private boolean isReady(NginxOptions options) throws IOException {
        return isListening(options) && (!options.reloadable() || !workers().isEmpty());
    }

    /** Asks the kernel of its namespace, as connecting from here would not get there. */
    private boolean isListening(NginxOptions options) throws IOException {
        Namespace namespace = options.namespace();
        if (namespace != null) {
            return !namespace
                    .exec("ss", "-ltnH", "sport = :" + address.getPort())
                    .isBlank();
        }
        return ChildServer.isListening(address);
    }

    private String configuration(NginxOptions options) {
        String listen = options.address().getHostAddress() + ":" + address.getPort();
        Path back = directory.resolve("back");
        boolean byDirective = options.http2() && version() >= DIRECTIVE_SINCE;
        return CONFIGURATION.formatted(
                options.reloadable() ? MASTER_AND_WORKER : "master_process off;",
                LOG_FORMAT,
                String.join("\n  ", options.directives()),
                listen + (options.identity() == null ? "" : " ssl") + (options.http2() && !byDirective ? " http2" : ""),
                byDirective ? "http2 on;" : "",
                tls(options),
                options.location().isEmpty() ? "proxy_pass http://unix:" + back + ";" : options.location(),
                back);
    }

    /** 1.22.1 as 1022001. */
    private static int version() {
        String said = Command.run("nginx", "-v");
        Matcher version = VERSION.matcher(said);
        if (!version.find()) {
            throw new IllegalStateException("no version of nginx: " + said);
        }
        int number = 0;
        for (int i = 1; i <= version.groupCount(); i++) {
            number = 1000 * number + Integer.parseInt(version.group(i));
        }
        return number;
    }

    private String tls(NginxOptions options) {
        Identity identity = options.identity();
        if (identity == null) {
            return "";
        }
        return "ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:one:1m; ssl_certificate "
                + identity.writeCertificatePem(directory) + "; ssl_certificate_key "
                + identity.writeKeyPem(directory) + ";";
    }

    /** Free a moment ago: nginx can't pick one by itself. In a namespace of its own, nobody else would take one. */
    private static int freePort(NginxOptions options) throws IOException {
        if (options.namespace() != null) {
            return 8081;
        }
        try (ServerSocket socket = new ServerSocket(0, 1, options.address())) {
            return socket.getLocalPort();
        }
    }

    private Path errorLog() {
        return directory.resolve("error.log");
    }

    private String read(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            return "(" + e + ")";
        }
    }

    private void deleteDirectory() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
