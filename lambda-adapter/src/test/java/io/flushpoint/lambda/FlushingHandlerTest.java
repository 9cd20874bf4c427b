package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.amazonaws.services.lambda.runtime.Context;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FlushingHandlerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final FakeContext CONTEXT = new FakeContext("a", Duration.ofMinutes(5));

    private final ScriptedServer server = ScriptedServer.start(Script.answering(200));
    private final LambdaSender sender = LambdaSender.warm(server.uri("/").toString());

    @AfterEach
    void close() {
        sender.close();
        server.close();
    }

    @Test
    void everyCallIsAnInvocation() {
        String response = new Greeter(sender).handleRequest("x", CONTEXT);

        assertThat(response).isEqualTo("hello x");
        assertThat(server.awaitRequest(PATIENCE).target()).isEqualTo("/x");
        assertThatIllegalStateException().isThrownBy(() -> sender.send(sender.post("/")));
    }

    @Test
    void everyCallOfAStreamHandlerIsAnInvocation() throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();

        new Echo(sender).handleRequest(new ByteArrayInputStream("x".getBytes(StandardCharsets.UTF_8)), output, CONTEXT);

        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("x");
        assertThat(server.awaitRequest(PATIENCE).target()).isEqualTo("/echo");
        assertThatIllegalStateException().isThrownBy(() -> sender.send(sender.post("/")));
    }

    private static final class Greeter extends FlushingHandler<String, String> {
        Greeter(LambdaSender sender) {
            super(sender);
        }

        @Override
        protected String handle(String input, Context context, Invocation invocation) {
            invocation.send(post(input));
            return "hello " + input;
        }

        private SendRequest post(String input) {
            return sender().post("/" + input).text("hello");
        }
    }

    private static final class Echo extends FlushingStreamHandler {
        Echo(LambdaSender sender) {
            super(sender);
        }

        @Override
        protected void handle(InputStream input, OutputStream output, Context context, Invocation invocation)
                throws IOException {
            invocation.send(sender().post("/echo").text("hello"));
            input.transferTo(output);
        }
    }
}
