package io.flushpoint.benchmarks.lab;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The two class paths of an environment, unpacked apart as in Lambda: the runtime client on the JVM's own, the function
 * with this project and Netty in the task root, where the runtime client's class loader finds it.
 *
 * <p>The packaged benchmarks jar carries both as jars within. In the build's test phase the modules are not jars yet:
 * there the function is gathered from this JVM's class path, while the runtime client, which must be on no class path of
 * ours, is always a resource.
 *
 * @param taskRoot working directory of the environment
 * @param runtime directory of the runtime client's jars
 * @param jni the runtime client's native library, unpacked; else each environment unpacks it to the same fixed place
 */
record FunctionBundle(Path taskRoot, Path runtime, Path jni) {
    private static final String RUNTIME_RESOURCE = "/lab/ric/";
    private static final String FUNCTION_RESOURCE = "/lab/function/";
    private static final String TELEMETRY_RESOURCE = "/lab/telemetry/";
    private static final String INDEX = "index.txt";

    /** What tells an entry of our class path whose classes belong into the task root as they are. */
    private static final List<String> PROJECT_CLASSES = List.of(
            "io/flushpoint/HttpSender.class",
            "io/flushpoint/lambda/LambdaSender.class",
            "io/flushpoint/telemetry/TelemetrySender.class",
            "io/flushpoint/opentelemetry/FlushpointHttpSenderProvider.class",
            "io/flushpoint/micrometer/MeterFlush.class");

    private static final List<String> LIBRARIES = List.of("netty-", "jspecify-", "crac-");
    private static final List<String> TELEMETRY_LIBRARIES = List.of(
            "opentelemetry-",
            "okhttp-",
            "okio-",
            "kotlin-",
            "micrometer-",
            "protobuf-",
            "HdrHistogram-",
            "LatencyUtils-");
    private static final String HANDLERS = "io/flushpoint/benchmarks/lab/function";
    private static final String TELEMETRY_HANDLERS = "io/flushpoint/benchmarks/lab/telemetry";

    /** Unpacks into a directory. */
    static FunctionBundle unpack(Path directory) {
        try {
            Path runtime = Files.createDirectories(directory.resolve("runtime"));
            Path taskRoot = Files.createDirectories(directory.resolve("task"));
            Path library = Files.createDirectories(taskRoot.resolve("lib"));
            if (!copyResources(RUNTIME_RESOURCE, runtime)) {
                throw new LabException("the runtime client is not packaged here: run benchmarks/target/benchmarks.jar");
            }
            if (!copyResources(FUNCTION_RESOURCE, library)) {
                gather(HANDLERS, LIBRARIES, taskRoot, library);
            }
            return new FunctionBundle(taskRoot, runtime, unpackJni(runtime, directory));
        } catch (IOException e) {
            throw new LabException("cannot unpack the function: " + e, e);
        }
    }

    /** With the functions that send telemetry in place of the samples, and the libraries that they need beside. */
    FunctionBundle withTelemetry() {
        Path task = taskRoot.resolveSibling("telemetry");
        try {
            if (!Files.exists(task)) {
                Path library = Files.createDirectories(task.resolve("lib"));
                if (copyResources(TELEMETRY_RESOURCE, library)) {
                    copyResources(FUNCTION_RESOURCE, library);
                } else {
                    gather(HANDLERS, LIBRARIES, task, library);
                    gather(TELEMETRY_HANDLERS, TELEMETRY_LIBRARIES, task, library);
                }
            }
            return new FunctionBundle(task, runtime, jni);
        } catch (IOException e) {
            throw new LabException("cannot unpack the telemetry functions: " + e, e);
        }
    }

    /** With the task of a deployment zip instead of the samples. */
    FunctionBundle deploying(Path zip, Path directory) {
        try (FileSystem content = FileSystems.newFileSystem(zip)) {
            Path root = content.getPath("/");
            copyTree(root, root, directory);
            return new FunctionBundle(directory, runtime, jni);
        } catch (IOException e) {
            throw new LabException("cannot unpack " + zip + ": " + e, e);
        }
    }

    private static boolean copyResources(String resource, Path target) throws IOException {
        List<String> names = index(resource);
        for (String name : names) {
            try (InputStream jar = FunctionBundle.class.getResourceAsStream(resource + name)) {
                if (jar == null) {
                    throw new LabException(resource + INDEX + " names " + name + ", which is not there");
                }
                Files.copy(jar, target.resolve(name));
            }
        }
        return !names.isEmpty();
    }

    private static List<String> index(String resource) throws IOException {
        try (InputStream index = FunctionBundle.class.getResourceAsStream(resource + INDEX)) {
            return index == null
                    ? List.of()
                    : new String(index.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank())
                            .toList();
        }
    }

    /** From this JVM's class path: the handlers of a package, the project's classes, and libraries by how their names begin. */
    private static void gather(String handlers, List<String> libraries, Path taskRoot, Path library)
            throws IOException {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                if (PROJECT_CLASSES.stream().anyMatch(name -> Files.exists(path.resolve(name)))) {
                    copyTree(path, path, taskRoot);
                } else if (Files.isDirectory(path.resolve(handlers))) {
                    copyTree(path, path.resolve(handlers), taskRoot);
                }
            } else if (Files.exists(path) && isOfTheFunction(path, libraries)) {
                Path copy = library.resolve(path.getFileName());
                if (!Files.exists(copy)) {
                    Files.copy(path, copy);
                }
            }
        }
    }

    private static boolean isOfTheFunction(Path jar, List<String> libraries) throws IOException {
        String name = jar.getFileName().toString();
        if (libraries.stream().anyMatch(name::startsWith)) {
            return true;
        }
        try (FileSystem content = FileSystems.newFileSystem(jar)) {
            return PROJECT_CLASSES.stream().anyMatch(file -> Files.exists(content.getPath(file)));
        }
    }

    /** Copies what is under {@code from}, each file to its place relative to {@code root}. */
    private static void copyTree(Path root, Path from, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(root.relativize(file).toString());
                Files.createDirectories(parent(copy));
                if (!Files.exists(copy)) {
                    Files.copy(file, copy);
                }
            }
        }
    }

    private static Path parent(Path file) {
        @Nullable Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " has no parent");
        }
        return parent;
    }

    private static Path unpackJni(Path runtime, Path directory) throws IOException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new LabException("the lab needs Linux: the runtime client's native library exists for nothing else");
        }
        String arch = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        String name = "libaws-lambda-jni.linux-" + arch + ".so";
        try (Stream<Path> jars = Files.list(runtime)) {
            for (Path jar : jars.toList()) {
                try (FileSystem content = FileSystems.newFileSystem(jar)) {
                    Path library = content.getPath("jni", name);
                    if (Files.exists(library)) {
                        return Files.copy(library, directory.resolve(name));
                    }
                }
            }
        }
        throw new LabException("the runtime client has no " + name);
    }
}
