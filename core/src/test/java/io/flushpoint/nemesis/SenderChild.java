package io.flushpoint.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.testkit.ChildJvm;
import io.flushpoint.testkit.Namespace;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A sender in a JVM of its own, driven by {@link SenderDriver}, and everything it has said. Not thread-safe. */
final class SenderChild implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final Namespace namespace;
    private final ChildJvm jvm;
    private final List<String> said = new ArrayList<>();
    private int made;
    private boolean frozen;

    private SenderChild(Namespace namespace, ChildJvm jvm) {
        this.namespace = namespace;
        this.jvm = jvm;
    }

    static SenderChild start(Namespace namespace) {
        ChildJvm jvm =
                ChildJvm.of(SenderDriver.class).in(namespace).withFreezer().start();
        jvm.await("ready", SOON);
        return new SenderChild(namespace, jvm);
    }

    /** Makes a new sender in place of the one before, and forgets what that one said. */
    void make(Loop loop, String base, String... settings) {
        made++;
        List<String> words = new ArrayList<>(List.of("make", loop.words(), base));
        words.addAll(List.of(settings));
        jvm.send(String.join(" ", words));
        await("made " + made);
        said.clear();
    }

    void command(String line) {
        jvm.send(line);
    }

    /** Sends so many bytes to a target that ends with the id. */
    void send(String id, DeliveryLevel goal, int bytes, String behaviour) {
        command("send " + id + " " + goal + " " + bytes + " /" + behaviour + "/" + id);
    }

    /** The words of the first line that begins with the prefix, in the past or soon. */
    List<String> await(String prefix) {
        return await(prefix, SOON);
    }

    List<String> await(String prefix, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        Optional<String> found = find(prefix);
        while (found.isEmpty()) {
            String line = jvm.pollLine(Duration.ofNanos(deadline - System.nanoTime()));
            if (line == null) {
                throw new AssertionError(
                        "no line '" + prefix + "...' within " + atMost + " but " + said + " from " + jvm);
            }
            said.add(line);
            found = find(prefix);
        }
        return words(found.get());
    }

    /** Waits for a line that begins with one of the prefixes. */
    void awaitAny(String first, String second) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (find(first).isEmpty() && find(second).isEmpty()) {
            String line = jvm.pollLine(Duration.ofNanos(deadline - System.nanoTime()));
            if (line == null) {
                throw new AssertionError("neither " + first + " nor " + second + " but " + said + " from " + jvm);
            }
            said.add(line);
        }
    }

    /** Waits until a level is reached. */
    Reached awaitReached(String id, DeliveryLevel level) {
        String prefix = "reached " + id + " " + level + " ";
        String failed = "failed " + id + " " + level + " ";
        awaitAny(prefix, failed);
        String end = find(prefix).or(() -> find(failed)).orElseThrow();
        assertThat(end).as("of %s", said).startsWith(prefix);
        return Reached.parse(words(end));
    }

    /** Everything said up to now. */
    List<String> said() {
        for (String line = jvm.pollLine(AT_ONCE); line != null; line = jvm.pollLine(AT_ONCE)) {
            said.add(line);
        }
        return List.copyOf(said);
    }

    /** The lines said up to now that begin with the prefix. */
    List<String> said(String prefix) {
        return said().stream().filter(line -> line.startsWith(prefix)).toList();
    }

    /** Milliseconds of CPU time that the child has used. */
    long cpuMillis() {
        return ProcessHandle.of(jvm.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow()
                .toMillis();
    }

    /** Leaves the child no descriptor but those that it has, or as many as it wants. */
    void limitDescriptors(boolean limited) {
        Path descriptors = Path.of("/proc", Long.toString(jvm.pid()), "fd");
        int free = 0;
        while (Files.exists(descriptors.resolve(Integer.toString(free)), LinkOption.NOFOLLOW_LINKS)) {
            free++;
        }
        String soft = limited ? Integer.toString(free) : "1024";
        namespace.exec("prlimit", "--pid", Long.toString(jvm.pid()), "--nofile=" + soft + ":");
    }

    ChildJvm jvm() {
        return jvm;
    }

    void freeze() {
        jvm.freeze();
        frozen = true;
    }

    void thaw() {
        jvm.thaw();
        frozen = false;
    }

    boolean isFrozen() {
        return frozen;
    }

    @Override
    public void close() {
        jvm.close();
    }

    private Optional<String> find(String prefix) {
        return said.stream().filter(line -> line.startsWith(prefix)).findFirst();
    }

    private static List<String> words(String line) {
        return List.of(line.split(" ", -1));
    }

    /** A line {@code reached}. */
    record Reached(long micros, long connection, boolean reused, int attempts, long bytes) {
        static Reached parse(List<String> words) {
            return new Reached(
                    Long.parseLong(words.get(3)),
                    Long.parseLong(words.get(4)),
                    words.get(5).equals("reused"),
                    Integer.parseInt(words.get(6)),
                    Long.parseLong(words.get(7)));
        }
    }
}
