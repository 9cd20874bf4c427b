package io.flushpoint.nemesis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flushpoint.Bound;
import io.flushpoint.CallerDrivenSender;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.HttpProtocol;
import io.flushpoint.HttpSender;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The child of {@link SenderChild}: one sender that does what standard input says, and tells on standard output what it
 * tells its caller. The thread that reads no input owns a caller-driven sender, and drives it between two commands.
 *
 * <pre>
 *   make dedicated|driven epoll|nio BASE [tls=CA.pem] [provider=NAME] [protocol=NAME] [BOUND=VALUE ...]     made N
 *   send ID LEVEL BYTES TARGET          reached ID LEVEL MICROS CONNECTION fresh|reused ATTEMPTS BYTES
 *                                       failed ID LEVEL FAILURE PHASE WIRE ATTEMPTS, news ID KIND FAILURE|-
 *   watch ID LEVEL  from here on: reached, failed
 *   timeout MS  of the sends from here on
 *   resumed MS                          opened C, reused C, retired C REASON, retried FAILURE at any time
 *   rest    does not drive until the next command
 *   close   closed
 * </pre>
 */
final class SenderDriver implements SenderListener {
    /** A caller that looks for other work every so often. */
    private static final Duration TURN = Duration.ofMillis(2);

    private static final String END = "";

    private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();
    private @Nullable HttpSender sender;
    private String base = "";
    private final Map<String, Delivery> deliveries = new HashMap<>();
    private @Nullable Duration timeout;
    private boolean resting;
    private int made;

    private SenderDriver() {}

    public static void main(String[] arguments) throws InterruptedException {
        SenderDriver driver = new SenderDriver();
        Thread reader = new Thread(driver::read, "driver-input");
        reader.setDaemon(true);
        reader.start();
        say("ready");
        for (String line = driver.next(); !line.equals(END); line = driver.next()) {
            driver.obey(List.of(line.split(" ", -1)));
        }
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            in.lines().forEach(commands::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            commands.add(END);
        }
    }

    private String next() throws InterruptedException {
        if (!(sender instanceof CallerDrivenSender driven) || resting) {
            return commands.take();
        }
        for (String line = commands.poll(); ; line = commands.poll()) {
            if (line != null) {
                return line;
            }
            driven.run(TURN);
        }
    }

    private void obey(List<String> words) {
        resting = false;
        switch (words.get(0)) {
            case "make" -> make(words);
            case "send" ->
                send(words.get(1), DeliveryLevel.valueOf(words.get(2)), Integer.parseInt(words.get(3)), words.get(4));
            case "preconnect" -> sender().preconnect(URI.create(base));
            case "resumed" -> sender().resumed(Duration.ofMillis(Long.parseLong(words.get(1))));
            case "watch" -> watch(words.get(1), deliveries.get(words.get(1)), DeliveryLevel.valueOf(words.get(2)));
            case "timeout" -> timeout = Duration.ofMillis(Long.parseLong(words.get(1)));
            case "rest" -> resting = true;
            case "close" -> {
                sender().close(Duration.ZERO);
                sender = null;
                say("closed");
            }
            default -> throw new IllegalArgumentException("no such command: " + words);
        }
    }

    private void make(List<String> words) {
        if (sender != null) {
            sender.close(Duration.ZERO);
        }
        SenderOptions options = SenderOptions.defaults()
                .listener(this)
                .transport(words.get(2).equals("epoll") ? Transport.EPOLL : Transport.NIO);
        TlsOptions tls = TlsOptions.defaults();
        for (String setting : words.subList(4, words.size())) {
            String[] sides = setting.split("=", 2);
            switch (sides[0]) {
                case "tls" -> tls = tls.trustPem(Path.of(sides[1]));
                case "protocol" -> options = options.protocol(HttpProtocol.valueOf(sides[1]));
                case "provider" -> tls = tls.provider(TlsOptions.Provider.valueOf(sides[1]));
                default -> options = options.bound(Bound.valueOf(sides[0]), sides[1]);
            }
        }
        options = options.tls(tls);
        base = words.get(3);
        timeout = null;
        deliveries.clear();
        sender = words.get(1).equals("dedicated") ? HttpSender.create(options) : HttpSender.createCallerDriven(options);
        made++;
        say("made " + made);
    }

    private HttpSender sender() {
        if (sender == null) {
            throw new IllegalStateException("no sender");
        }
        return sender;
    }

    private void send(String id, DeliveryLevel goal, int bytes, String target) {
        byte[] body = new byte[bytes];
        Arrays.fill(body, (byte) 'x');
        SendRequest request = SendRequest.post(base + target).body(body, "application/octet-stream");
        Delivery delivery = sender().send(timeout == null ? request : request.timeout(timeout), goal);
        deliveries.put(id, delivery);
        watch(id, delivery, DeliveryLevel.WRITTEN);
        if (goal == DeliveryLevel.SENT || goal == DeliveryLevel.ACKNOWLEDGED) {
            watch(id, delivery, DeliveryLevel.SENT);
        }
        if (goal == DeliveryLevel.ACKNOWLEDGED || goal == DeliveryLevel.ANSWERED) {
            watch(id, delivery, goal);
        }
        delivery.report().thenAccept(report -> tell(id, report));
    }

    private static void watch(String id, @Nullable Delivery delivery, DeliveryLevel level) {
        Objects.requireNonNull(delivery, id).reached(level).whenComplete((receipt, failure) -> {
            if (receipt != null) {
                tell(id, level, receipt);
            } else {
                tell(id, level, (SendException)
                        (failure instanceof CompletionException ? failure.getCause() : failure));
            }
        });
    }

    private static void tell(String id, DeliveryLevel level, Receipt receipt) {
        Receipt.Timings timings = receipt.timings();
        Optional<Duration> time = switch (level) {
            case WRITTEN -> timings.written();
            case SENT -> timings.sent();
            case ACKNOWLEDGED -> timings.acknowledged();
            case ANSWERED -> timings.answered();
        };
        say(String.join(
                " ",
                "reached",
                id,
                level.name(),
                Long.toString(TimeUnit.NANOSECONDS.toMicros(time.orElseThrow().toNanos())),
                Long.toString(receipt.connection().orElse(0)),
                receipt.reused() ? "reused" : "fresh",
                Integer.toString(receipt.attempts()),
                Long.toString(receipt.bytes())));
    }

    private static void tell(String id, DeliveryLevel level, SendException failure) {
        say(String.join(
                " ",
                "failed",
                id,
                level.name(),
                failure.failure().name(),
                failure.phase().name(),
                failure.wireState().name(),
                Integer.toString(failure.receipt().attempts())));
    }

    private static void tell(String id, DeliveryReport report) {
        say("news " + id + " " + report.kind() + " "
                + report.failure().map(Enum::name).orElse("-"));
    }

    // ---- SenderListener ----

    @Override
    public void onRetried(SendRequest request, Failure cause) {
        say("retried " + cause);
    }

    @Override
    public void onConnectionOpened(String endpoint, long connection) {
        say("opened " + connection);
    }

    @Override
    public void onConnectionReused(String endpoint, long connection) {
        say("reused " + connection);
    }

    @Override
    public void onConnectionRetired(String endpoint, long connection, RetireReason reason) {
        say("retired " + connection + " " + reason);
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
