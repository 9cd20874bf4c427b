package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.SenderListener;
import io.flushpoint.testkit.ChildJvm;
import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Snapshots, as the runtime client's own hooks announce them. */
@Timeout(120)
class SnapStartTest {
    /** A second Netty whose loader is collected unloads its natives, and unregisters those of the first with them. */
    private static final List<ClassLoader> KEPT = new ArrayList<>();

    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Map<String, String> SNAP_START = Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");

    @Test
    @EnabledOnOs(OS.LINUX)
    @Proves(
            value = "snapstart checkpoint/restore hooks",
            over = {Medium.EPOLL, Medium.CLEAR, Medium.HTTP_1_1})
    void noSocketIsOpenInTheSnapshotAndEveryLifeBeginsAnew() throws IOException {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                ChildJvm child = ChildJvm.of(
                                SnapStartChild.class, server.uri("/").toString())
                        .withHeap("128m")
                        .withProperty("org.crac.Core.Compat", "com.amazonaws.services.lambda.crac")
                        .start()) {
            String[] warm = child.await("warm ", PATIENCE).split(" ", -1);
            assertThat(warm[0]).isEqualTo("SNAP_START");
            assertThat(sockets(child.pid())).as("sockets after INIT").isNotEmpty();

            child.send("");
            child.await("checkpoint", PATIENCE);
            assertThat(sockets(child.pid())).as("sockets in the snapshot").isEmpty();

            RecordedRequest first = life(child, server);
            RecordedRequest second = life(child, server);

            assertThat(first.target()).isEqualTo("/life-1");
            assertThat(second.target()).isEqualTo("/life-2");
            String inSnapshot = warm[1];
            assertThat(instance(first)).isNotEqualTo(inSnapshot).isNotEqualTo(instance(second));
            assertThat(instance(second)).isNotEqualTo(inSnapshot);
            assertThat(first.connection()).isEqualTo(2);
            assertThat(second.connection()).isEqualTo(3);
            child.send("");
            assertThat(child.exitValue(PATIENCE)).isZero();
        }
    }

    private static RecordedRequest life(ChildJvm child, ScriptedServer server) {
        child.send("");
        String[] restored = child.await("restored ", PATIENCE).split(" ", -1);
        assertThat(restored[1]).as("reconnected").isEqualTo("true");
        child.await("sent", PATIENCE);
        RecordedRequest request = server.awaitRequest(PATIENCE);
        assertThat(instance(request)).isEqualTo(restored[0]);
        return request;
    }

    /** The random part of a request's key. */
    private static String instance(RecordedRequest request) {
        return request.header("Idempotency-Key").orElseThrow().split("-", 2)[0];
    }

    /** The TCP sockets of a process, seen from outside: the JDK's own socket pair, which leads nowhere, is none. */
    private static List<String> sockets(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        String tcp = Files.readString(process.resolve("net/tcp")) + Files.readString(process.resolve("net/tcp6"));
        List<String> sockets = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            for (Path descriptor : descriptors.toList()) {
                Matcher socket = SOCKET.matcher(target(descriptor));
                if (socket.matches() && tcp.contains(" " + socket.group(1) + " ")) {
                    sockets.add(socket.group());
                }
            }
        }
        return sockets;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    @Test
    void restoringIsHeldUpForNoLongerThanTheOptionsSayAndIsNeverFatal() {
        LambdaOptions options = LambdaOptions.defaults().restore(Duration.ofMillis(200));
        try (ScriptedServer server = ScriptedServer.start(Script.neverReading());
                LambdaSender sender = LambdaSender.warm(
                        options.warmUp(Duration.ofMillis(500)),
                        SNAP_START,
                        LambdaClocks.SYSTEM,
                        "https://127.0.0.1:" + server.port(),
                        "http://127.0.0.1:1")) {
            Checkpointing checkpointing = new Checkpointing(
                    sender.environment(),
                    new StandingConnections(SenderListener.NONE),
                    List.of("https://127.0.0.1:" + server.port(), "http://127.0.0.1:1"),
                    sender::restored);
            checkpointing.beforeCheckpoint();
            long start = System.nanoTime();

            checkpointing.afterRestore();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
            assertThat(sender.warmReport().steps()).hasSize(2).noneMatch(WarmReport.Step::warm);
        }
    }

    @Test
    void theResourceIsKeptWhereTheModeAsksForItAndNowhereElse() {
        try (LambdaSender snapStart =
                        LambdaSender.warm(quick(), SNAP_START, LambdaClocks.SYSTEM, "http://127.0.0.1:1");
                LambdaSender onDemand =
                        LambdaSender.warm(quick(), Map.of(), LambdaClocks.SYSTEM, "http://127.0.0.1:1")) {
            assertThat(snapStart.isRegistered()).isTrue();
            assertThat(onDemand.isRegistered()).isFalse();
        }
    }

    @Test
    void withoutTheLibraryTheSenderWorksAndTheFirstInvocationBeginsAnew() throws Exception {
        URL[] all = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("crac-"))
                .map(Path::of)
                .map(SnapStartTest::url)
                .toArray(URL[]::new);
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                URLClassLoader withoutCrac = new URLClassLoader(all, ClassLoader.getPlatformClassLoader())) {
            KEPT.add(withoutCrac);
            Class<?> function = withoutCrac.loadClass(WithoutCrac.class.getName());

            Object told = function.getDeclaredMethod("run", String.class)
                    .invoke(null, server.uri("/").toString());

            assertThat(told).isEqualTo("org.crac.Core is missing, registered: false, renewed: true");
            assertThat(server.awaitRequest(PATIENCE).connection()).isEqualTo(2);
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static LambdaOptions quick() {
        return LambdaOptions.defaults().warmUp(Duration.ofMillis(100));
    }

    /** A function whose class path has no {@code org.crac}. Public for the reflection that calls it. */
    public static final class WithoutCrac {
        private WithoutCrac() {}

        /** Warms in mode SNAP_START, sends once, and says what it found. */
        public static String run(String endpoint) {
            LambdaOptions options = LambdaOptions.defaults().warmUp(Duration.ofSeconds(10));
            try (LambdaSender sender = LambdaSender.warm(options, SNAP_START, LambdaClocks.SYSTEM, endpoint)) {
                String instance = sender.environment().keys().instance();
                try (Invocation invocation = sender.begin(new FakeContext("a", PATIENCE))) {
                    invocation.send(sender.post("/x"));
                }
                boolean renewed = !instance.equals(sender.environment().keys().instance());
                return missing("org.crac.Core") + ", registered: " + sender.isRegistered() + ", renewed: " + renewed;
            }
        }

        private static String missing(String name) {
            try {
                Class.forName(name);
                return name + " is there";
            } catch (ClassNotFoundException e) {
                return name + " is missing";
            }
        }
    }
}
