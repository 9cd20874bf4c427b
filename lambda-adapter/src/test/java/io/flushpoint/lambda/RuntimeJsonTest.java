package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The runtime's serializer, which is on the class path of these tests as it is on the runtime's. */
class RuntimeJsonTest {
    @Test
    void theRuntimesJsonIsReadAndWrittenForAHandlerOfObjects() {
        assertThat(RuntimeJson.prime(Objects.class.getName())).contains(true);
        assertThat(RuntimeJson.prime(Objects.class.getName() + "::handleRequest"))
                .contains(true);
    }

    @Test
    void aHandlerOfStreamsHasNoUseForIt() {
        assertThat(RuntimeJson.prime(Streams.class.getName())).isEmpty();
    }

    @Test
    void nothingIsPrimedOutsideLambda() {
        assertThat(RuntimeJson.prime(null)).isEmpty();
        assertThat(RuntimeJson.prime("no.such.Handler")).isEmpty();
    }

    @Test
    void theReportSaysSo() {
        LambdaOptions options = LambdaOptions.defaults().warmUp(Duration.ofSeconds(20));
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = LambdaSender.warm(
                        options,
                        Map.of("_HANDLER", Objects.class.getName()),
                        LambdaClocks.SYSTEM,
                        server.uri("/").toString())) {
            assertThat(sender.warmReport().steps())
                    .extracting(WarmReport.Step::what)
                    .contains("JSON of the runtime");
            assertThat(sender.warmReport().isWarm()).isTrue();
        }
    }

    /** A handler that is never called. */
    static final class Objects implements RequestHandler<Map<String, String>, String> {
        @Override
        public String handleRequest(Map<String, String> input, Context context) {
            throw new IllegalStateException("not to be called");
        }
    }

    /** The same, of streams. */
    static final class Streams implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
            throw new IOException("not to be called");
        }
    }
}
