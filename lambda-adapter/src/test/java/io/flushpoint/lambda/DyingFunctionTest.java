package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.ChildJvm;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The runtime client leaves its loop on a {@link VirtualMachineError}: no thread of ours may keep the process then. */
@Timeout(120)
class DyingFunctionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void aJvmThatHitsAVirtualMachineErrorExits() {
        try (FakeExtensionsApi lambda = new FakeExtensionsApi();
                ScriptedServer server = ScriptedServer.start(Script.silent());
                ChildJvm child = ChildJvm.of(
                                Function.class,
                                lambda.authority(),
                                server.uri("/").toString())
                        .start()) {
            assertThat(child.await("threads ", PATIENCE)).contains("flushpoint-loop-1", "flushpoint-extension");

            assertThat(child.exitValue(PATIENCE)).isEqualTo(1);
            assertThat(child.errors()).anyMatch(line -> line.contains("OutOfMemoryError"));
        }
    }

    /** Dies while a request waits for its answer and the extension for an event. */
    static final class Function {
        private Function() {}

        public static void main(String... arguments) {
            LambdaSender sender = LambdaSender.warm(
                    LambdaOptions.defaults().afterResponse(true),
                    Map.of("AWS_LAMBDA_RUNTIME_API", arguments[0]),
                    LambdaClocks.SYSTEM,
                    arguments[1]);
            Invocation invocation = sender.begin(new FakeContext("a", PATIENCE));
            invocation.send(sender.post("/x").json("{}"));
            StringBuilder threads = new StringBuilder("threads");
            Thread.getAllStackTraces()
                    .keySet()
                    .forEach(thread -> threads.append(' ').append(thread.getName()));
            System.out.println(threads);
            throw new OutOfMemoryError("of the function");
        }
    }
}
