package io.flushpoint.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionBundleTest {
    @TempDir
    private Path directory;

    private FunctionBundle bundle;

    @BeforeEach
    void unpack() {
        bundle = FunctionBundle.unpack(directory);
    }

    @Test
    void theRuntimeIsTheClientAndWhatItNeeds() throws IOException {
        assertThat(names(bundle.runtime()))
                .extracting(name -> name.replaceAll("-[0-9].*", ""))
                .containsExactlyInAnyOrder(
                        "aws-lambda-java-runtime-interface-client",
                        "aws-lambda-java-core",
                        "aws-lambda-java-serialization",
                        "utils-lite",
                        "annotations");
    }

    @Test
    void theTaskRootHoldsNothingOfTheRuntime() throws IOException {
        assertThat(names(bundle.taskRoot().resolve("lib"))).noneMatch(name -> name.startsWith("aws-lambda"));
        assertThat(bundle.taskRoot().resolve("com/amazonaws")).doesNotExist();
    }

    @Test
    void theTaskRootHoldsNettyAndNothingOfTheLab() throws IOException {
        assertThat(names(bundle.taskRoot().resolve("lib"))).anyMatch(name -> name.startsWith("netty-transport-4"));
        assertThat(bundle.taskRoot().resolve("io/flushpoint/benchmarks/lab/Lab.class"))
                .doesNotExist();
    }

    @Test
    void theNativeLibraryOfThisMachineIsUnpacked() {
        assertThat(bundle.jni()).exists().isNotEmptyFile();
    }

    private static Set<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> listed = files.toList();
            return listed.stream().map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
