package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.CallerDrivenSender;
import io.flushpoint.HttpSender;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.SenderOptions;
import io.flushpoint.testkit.ChildJvm;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A process without a descriptor left: connections that nobody needs make room for those that somebody does. */
class DescriptorsTest {
    private static final int ENDPOINTS = 600;
    private static final int DESCRIPTORS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ParameterizedTest
    @CsvSource({
        "DEDICATED_EPOLL, 1",
        "DEDICATED_EPOLL, 600",
        "DEDICATED_NIO, 1",
        "DEDICATED_NIO, 600",
        "CALLER_DRIVEN_EPOLL, 1",
        "CALLER_DRIVEN_EPOLL, 600",
        "CALLER_DRIVEN_NIO, 1",
        "CALLER_DRIVEN_NIO, 600"
    })
    void moreEndpointsThanDescriptorsAreAllServed(Setup setup, int atOnce) throws Exception {
        assertThat(outcome(setup, atOnce, DESCRIPTORS))
                .startsWith("answered " + ENDPOINTS + " failed {}")
                .contains("MADE_ROOM");
    }

    @ParameterizedTest
    @MethodSource("io.flushpoint.functional.Setup#inClear")
    @Proves("fd-limit-64")
    void whereNoneIsOpenTheSendFailsWithTheCause(Setup setup) throws Exception {
        assertThat(outcome(setup, 1, 3))
                .startsWith("answered 0 ")
                .contains("CONNECT_FAILED by Too many open files=" + ENDPOINTS);
    }

    private static String outcome(Setup setup, int atOnce, int descriptors) throws Exception {
        assumeTrue(setup.exists(), setup + " does not exist here");
        ServerOptions everywhere = ServerOptions.defaults()
                .bind(InetAddress.getByName("0.0.0.0"), 0)
                .backlog(ENDPOINTS);
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200), everywhere);
                ChildJvm child = ChildJvm.of(
                                ManyEndpoints.class,
                                setup.name(),
                                Integer.toString(server.port()),
                                Integer.toString(atOnce))
                        .start()) {
            child.await("ready", PATIENCE);
            child.limitDescriptors(descriptors);
            child.send("go");
            return child.await("outcome", PATIENCE);
        }
    }

    /** Sends once to each of many endpoints, so many at once, and says what became of it. */
    static final class ManyEndpoints {
        private static final long PAUSE_NANOS = 100_000;

        private final Map<SenderListener.RetireReason, Integer> retired =
                new EnumMap<>(SenderListener.RetireReason.class);
        private final Map<String, Integer> failed = new TreeMap<>();
        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicInteger open = new AtomicInteger();
        private final HttpSender sender;
        private final String port;

        private ManyEndpoints(Setup setup, String port) {
            this.port = port;
            this.sender = setup.open(SenderOptions.defaults()
                    .transport(setup.transport())
                    .connectionsOverAll(10_000)
                    .connectDeadline(PATIENCE) // those that wait for a descriptor wait for their turn
                    .listener(new SenderListener() {
                        @Override
                        public void onConnectionRetired(String endpoint, long connection, RetireReason reason) {
                            retired.merge(reason, 1, Integer::sum);
                        }
                    }));
        }

        public static void main(String[] arguments) throws Exception {
            ManyEndpoints self = new ManyEndpoints(Setup.valueOf(arguments[0]), arguments[1]);
            loadClasses();
            self.send(ENDPOINTS);
            self.await(0);
            self.answered.set(0);
            System.out.println("ready");
            new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
            for (int endpoint = 0; endpoint < ENDPOINTS; endpoint++) {
                self.await(Integer.parseInt(arguments[2]) - 1);
                self.send(endpoint);
            }
            self.await(0);
            System.out.println("outcome answered " + self.answered + " failed " + self.failed + " " + self.retired);
        }

        /** Those that lie in folders: loading one takes a descriptor. */
        private static void loadClasses() throws Exception {
            for (Class<?> example : List.of(ManyEndpoints.class, HttpSender.class)) {
                Path root = Path.of(example.getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
                if (Files.isDirectory(root)) {
                    try (Stream<Path> files = Files.walk(root.resolve("io/flushpoint"))) {
                        for (Path file : files.filter(ManyEndpoints::isNeeded).toList()) {
                            String name = root.relativize(file).toString().replace('/', '.');
                            Class.forName(name.substring(0, name.length() - ".class".length()));
                        }
                    }
                }
            }
        }

        private static boolean isNeeded(Path file) {
            String name = file.toString();
            boolean ofTests = name.contains("Test") || name.contains("/testkit/") || name.contains("/nemesis/");
            return name.endsWith(".class") && (!ofTests || name.contains("DescriptorsTest"));
        }

        private void send(int endpoint) {
            open.incrementAndGet();
            String host = "127.0." + (1 + endpoint / 200) + "." + (1 + endpoint % 200);
            sender.send(
                    SendRequest.get(URI.create("http://" + host + ":" + port + "/")), ANSWERED, (receipt, failure) -> {
                        if (failure == null) {
                            answered.incrementAndGet();
                        } else {
                            synchronized (failed) {
                                failed.merge(word(failure), 1, Integer::sum);
                            }
                        }
                        open.decrementAndGet();
                    });
        }

        private static String word(SendException failure) {
            return failure.failure() + " by " + failure.getMessage().replaceAll(".*: | \\(GET .*", "");
        }

        private void await(int left) throws InterruptedException {
            while (open.get() > left) {
                if (sender instanceof CallerDrivenSender driven) {
                    driven.run(Duration.ofMillis(1));
                } else {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }
}
