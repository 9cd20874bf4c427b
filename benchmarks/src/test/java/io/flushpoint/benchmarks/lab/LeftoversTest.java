package io.flushpoint.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LeftoversTest {
    private final List<String> complaints = new ArrayList<>();

    @Test
    void takesAwayInTheOppositeOrderAndEachThingOnce() {
        List<String> closed = new ArrayList<>();
        AutoCloseable early = () -> closed.add("early");
        try (Leftovers leftovers = new Leftovers(complaints::add)) {
            leftovers.make(() -> () -> closed.add("first"));
            leftovers.make(() -> () -> closed.add("second"));
            leftovers.make(() -> early);
            leftovers.close(early);
            leftovers.close(early);
        }

        assertThat(closed).containsExactly("early", "second", "first");
        assertThat(complaints).isEmpty();
    }

    @Test
    void oneThatCannotBeTakenAwayDoesNotSaveTheOthers() {
        List<String> closed = new ArrayList<>();
        try (Leftovers leftovers = new Leftovers(complaints::add)) {
            leftovers.make(() -> () -> closed.add("first"));
            leftovers.make(() -> () -> {
                throw new LabException("stuck");
            });
        }

        assertThat(closed).containsExactly("first");
        assertThat(complaints).singleElement().asString().contains("stuck");
    }

    @Test
    void makesNothingOnceClosed() {
        Leftovers leftovers = new Leftovers(complaints::add);
        leftovers.close();

        assertThatThrownBy(() -> leftovers.make(() -> {
                    throw new AssertionError("made");
                }))
                .isInstanceOf(LabException.class);
    }

    @Test
    void deletesItsDirectoryWithAllThatIsInIt() throws Exception {
        Path directory;
        try (Leftovers leftovers = new Leftovers(complaints::add)) {
            directory = leftovers.directory(ProcessHandle.current().pid());
            Files.writeString(Files.createDirectories(directory.resolve("a/b")).resolve("c"), "c");
        }

        assertThat(directory).doesNotExist();
    }

    @Test
    void sweepsWhatADeadLabLeftAndNothingOfALivingOne() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        assertThat(dead.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Path stale = Files.createTempDirectory("flushpoint-lab-" + dead.pid() + "-");
        Path living = Files.createTempDirectory(
                "flushpoint-lab-" + ProcessHandle.current().pid() + "-");
        Process orphan = new ProcessBuilder(
                        "tail", "-f", Files.createFile(stale.resolve("log")).toString())
                .start();
        try {
            Leftovers.sweep();

            assertThat(orphan.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(stale).doesNotExist();
            assertThat(living).exists();
        } finally {
            orphan.destroyForcibly();
            Files.delete(living);
        }
    }
}
