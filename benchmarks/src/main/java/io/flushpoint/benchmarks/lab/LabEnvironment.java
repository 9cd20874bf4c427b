package io.flushpoint.benchmarks.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** One execution environment: a JVM as the managed runtime starts it, with the real runtime client and one function. */
final class LabEnvironment implements AutoCloseable {
    private static final String RUNTIME_CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    private static final String JNI_PROPERTY =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    /** Memory of the function, in MB, and the part of it that the managed runtime gives to the heap: 85 %. */
    private static final int MEMORY = 512;

    private static final int HEAP = 435;

    /** Longest that a killed process may take to end, in seconds. */
    private static final long END_SECONDS = 5;

    /** Variables of the lab itself that its functions have as well: the adapter's options. */
    private static final String OPTIONS_PREFIX = "FLUSHPOINT_";

    /** How much of a log is shown when an environment failed, in lines. */
    private static final int LOG_TAIL = 20;

    private final Process process;
    private final Freezer freezer;
    private final Path log;

    private LabEnvironment(Process process, Freezer freezer, Path log) {
        this.process = process;
        this.freezer = freezer;
        this.log = log;
    }

    static LabEnvironment start(
            FunctionBundle bundle, LabFunction function, EnvironmentSlot place, String runtimeApi, String collector) {
        Path log = bundle.taskRoot().resolveSibling(function.name() + ".log");
        List<String> command = new ArrayList<>(place.prefix());
        command.addAll(command(bundle, function));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(bundle.taskRoot().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        String path = System.getenv("PATH");
        builder.environment().clear(); // a managed runtime has none of our options and proxies
        builder.environment().putAll(variables(bundle, function, runtimeApi, collector));
        builder.environment().put("PATH", path == null ? "/usr/sbin:/usr/bin:/sbin:/bin" : path);
        try {
            Process process = builder.start();
            return new LabEnvironment(process, place.admit(process), log);
        } catch (IOException e) {
            throw new LabException("cannot start an environment: " + e.getMessage(), e);
        }
    }

    private static List<String> command(FunctionBundle bundle, LabFunction function) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + HEAP + "m",
                "-Djava.net.preferIPv4Stack=true",
                "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
                "-D" + JNI_PROPERTY + "=" + bundle.jni(),
                "-cp",
                bundle.runtime() + "/*",
                RUNTIME_CLIENT,
                function.handlerClass());
    }

    private static Map<String, String> variables(
            FunctionBundle bundle, LabFunction function, String runtimeApi, String collector) {
        Map<String, String> variables = new TreeMap<>(System.getenv());
        variables.keySet().removeIf(name -> !name.startsWith(OPTIONS_PREFIX));
        variables.putAll(Map.of(
                "AWS_LAMBDA_RUNTIME_API",
                runtimeApi,
                "_HANDLER",
                function.handlerClass(),
                "AWS_LAMBDA_FUNCTION_NAME",
                "lab",
                "AWS_LAMBDA_FUNCTION_VERSION",
                "$LATEST",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                Integer.toString(MEMORY),
                "AWS_REGION",
                "eu-central-1",
                "LAMBDA_TASK_ROOT",
                bundle.taskRoot().toString(),
                "LAB_COLLECTOR",
                collector,
                "FLUSHPOINT_ENDPOINTS",
                collector));
        variables.putAll(function.variables());
        return variables;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void freeze() {
        freezer.freeze();
    }

    void thaw() {
        freezer.thaw();
    }

    /** Thaws the process and leaves the network frozen. */
    void thawProcess() {
        freezer.thawProcess();
    }

    long pid() {
        return process.pid();
    }

    /** What runtime and function write. */
    Path log() {
        return log;
    }

    /** The last lines that runtime and function have logged. */
    String logTail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /** Kills the environment, frozen or not, as Lambda does, and waits for its end. */
    @Override
    public void close() {
        if (!process.isAlive()) {
            return;
        }
        freezer.kill();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new LabException("process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
