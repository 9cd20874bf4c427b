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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real nginx as a child process, with a configuration of its own in a temporary directory, in plain text or TLS. It
 * reads every request in full, up to nginx's own limit of 1 MiB of body, answers with an empty 200 unless told otherwise,
 * and logs each. It needs what {@link RequiresNginx} checks.
 */
public final class NginxServer extends LoggingServer {
    private static final String ERRORS = "error.log";
    private static final String BACK = "back";
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
              rewrite_log on;
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
                if ($request_uri ~ "^$") { return 400; } # never: it is noted in the error log that it does not match
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

    private static final String NOTED = "\"\\^\\$\" does not match \"([^\"]*)\"";

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
    private final InetSocketAddress address;

    private NginxServer(Path directory, InetSocketAddress address, ChildServer process) {
        super(process, new Manners("HUP", "QUIT", directory.resolve(ERRORS), Manners.firstOf(NOTED)));
        this.directory = directory;
        this.address = address;
    }

    /** Starts it, and returns when it listens. */
    static NginxServer start(NginxOptions options) {
        try {
            Path directory = Files.createTempDirectory("nginx");
            int port = options.port() == 0 ? freePort(options) : options.port();
            InetSocketAddress address = new InetSocketAddress(options.address(), port);
            return new NginxServer(directory, address, launch(options, directory, address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ChildServer launch(NginxOptions options, Path directory, InetSocketAddress address) {
        Path configuration =
                ChildServer.write(directory.resolve("nginx.conf"), configuration(options, directory, address));
        List<String> command = List.of(
                "nginx",
                "-c",
                configuration.toString(),
                "-p",
                directory.toString(),
                "-e",
                directory.resolve(ERRORS).toString());
        Namespace namespace = options.namespace();
        try {
            return ChildServer.start(
                    directory,
                    address.getPort(),
                    namespace == null ? command : namespace.prefixed(command),
                    server -> isListening(namespace, address)
                            && (!options.reloadable() || !server.children().isEmpty()));
        } catch (IllegalStateException e) {
            deleteDirectory(directory);
            throw e;
        }
    }

    /** Asks the kernel of its namespace, as connecting from here would not get there. */
    private static boolean isListening(@Nullable Namespace namespace, InetSocketAddress address) {
        if (namespace != null) {
            return !namespace
                    .exec("ss", "-ltnH", "sport = :" + address.getPort())
                    .isBlank();
        }
        return ChildServer.isListening(address);
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

    /** One that was killed leaves its Unix domain socket behind, and could not bind it again. */
    @Override
    public void startAgain() {
        try {
            Files.deleteIfExists(directory.resolve(BACK));
            super.startAgain();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        super.close();
        deleteDirectory(directory);
    }

    private static String configuration(NginxOptions options, Path directory, InetSocketAddress address) {
        String listen = options.address().getHostAddress() + ":" + address.getPort();
        Path back = directory.resolve(BACK);
        boolean byDirective = options.http2() && version() >= DIRECTIVE_SINCE;
        return CONFIGURATION.formatted(
                options.reloadable() ? MASTER_AND_WORKER : "master_process off;",
                LOG_FORMAT,
                String.join("\n  ", options.directives()),
                listen + (options.identity() == null ? "" : " ssl") + (options.http2() && !byDirective ? " http2" : ""),
                byDirective ? "http2 on;" : "",
                tls(options, directory),
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

    private static String tls(NginxOptions options, Path directory) {
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

    private static void deleteDirectory(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
