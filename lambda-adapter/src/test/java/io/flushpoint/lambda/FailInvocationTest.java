package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.flushpoint.Failure;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FailInvocationTest {
    private static final FakeContext CONTEXT = new FakeContext("the-id", Duration.ofSeconds(30));
    private static final String REFUSING = "http://127.0.0.1:1/secret?key=secret";

    private final List<Undelivered> undelivered = new ArrayList<>();
    private final ScriptedServer server = ScriptedServer.start(Script.answering(200));
    private final LambdaSender sender = LambdaSender.warm(
            LambdaOptions.defaults().failInvocation(true).onUndelivered(undelivered::add),
            server.uri("/").toString());

    @AfterEach
    void close() {
        sender.close();
        server.close();
    }

    @Test
    void namesWhatDidNotMakeIt() {
        Invocation invocation = sender.begin(CONTEXT);
        invocation.send(sender.post("/fine"));
        invocation.send(SendRequest.post(REFUSING).json("{\"secret\":1}"));

        assertThatExceptionOfType(UndeliveredException.class)
                .isThrownBy(invocation::close)
                .withMessageContaining("1 not delivered")
                .withMessageContaining("http://127.0.0.1:1")
                .withMessageContaining("the-id")
                .satisfies(e -> {
                    assertThat(e.getMessage()).doesNotContain("secret");
                    assertThat(e.undelivered()).isEqualTo(undelivered);
                    assertThat(e.undelivered())
                            .extracting(Undelivered::failure)
                            .containsExactly(Failure.CONNECT_FAILED);
                });
    }

    @Test
    void nothingIsThrownIfEverythingMadeIt() {
        Invocation invocation = sender.begin(CONTEXT);
        invocation.send(sender.post("/fine"));

        invocation.close();

        assertThat(undelivered).isEmpty();
    }

    @Test
    void theHandlersOwnExceptionComesFirst() {
        RequestHandler<String, String> handler = sender.wrap((input, context) -> {
            sender.send(SendRequest.post(REFUSING));
            throw new IllegalArgumentException("the handler's own");
        });

        assertThatIllegalArgumentException()
                .isThrownBy(() -> handler.handleRequest("x", CONTEXT))
                .withMessage("the handler's own")
                .satisfies(e -> assertThat(e.getSuppressed()).singleElement().isInstanceOf(UndeliveredException.class));
    }

    @Test
    void anInvocationCannotFailAfterItsResponse() {
        assertThatIllegalStateException()
                .isThrownBy(() -> LambdaSender.warm(
                        LambdaOptions.defaults().failInvocation(true).afterResponse(true), "http://127.0.0.1:1"))
                .withMessageContaining("exclude each other");
    }
}
