package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Receipt;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.SenderOptions;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.ConnectionEnd;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReconnectingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void aConnectionThatWasClosedIsReplacedWhileTheHandlerComputes() throws IOException {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = LambdaSender.warm(server.uri("/").toString())) {
            server.connection(1).closeFin();

            try (Invocation invocation = sender.begin(new FakeContext("a", PATIENCE))) {
                server.awaitConnection(2, PATIENCE);
                invocation.send(sender.post("/x").json("{}"));
            }

            assertThat(server.awaitRequest(PATIENCE).connection()).isEqualTo(2);
            assertThat(server.connections()).hasSize(2);
        }
    }

    @Test
    void anEndpointThatCouldNotBeReachedInInitIsConnectedInTheNextInvocation() {
        ScriptedServer gone = ScriptedServer.start(Script.answering(200));
        int port = gone.port();
        gone.close();
        try (LambdaSender sender = LambdaSender.warm("http://127.0.0.1:" + port);
                ScriptedServer back = ScriptedServer.start(
                        Script.answering(200), ServerOptions.defaults().bind(InetAddress.getLoopbackAddress(), port))) {
            Invocation invocation = sender.begin(new FakeContext("a", PATIENCE));
            back.awaitConnection(1, PATIENCE);
            invocation.close();

            assertThat(back.requests()).isEmpty();
        }
    }

    @Test
    void aConnectionThatStandsIsNotOpenedAgain() throws InterruptedException {
        Semaphore freed = new Semaphore(0);
        SenderListener counting = new SenderListener() {
            @Override
            public void onReport(SendRequest request, DeliveryReport report) {
                freed.release(); // the listener of the options hears of an answer last, when it is known who is idle
            }
        };
        LambdaOptions options =
                LambdaOptions.defaults().sender(SenderOptions.defaults().listener(counting));
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = LambdaSender.warm(options, server.uri("/").toString())) {
            for (int i = 1; i <= 5; i++) {
                try (Invocation invocation = sender.begin(new FakeContext("a", PATIENCE))) {
                    invocation.send(sender.post("/x").json("{}"));
                }
                assertThat(freed.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            }

            assertThat(server.connections()).hasSize(1);
        }
    }

    @Test
    void aConnectionWhoseSendIsSettledAfterItsAnswerStands() {
        SendRequest request = SendRequest.post("http://example.com/");
        StandingConnections standing = new StandingConnections(SenderListener.NONE);
        Answer answer = new Answer(OptionalLong.of(7));
        standing.onConnectionOpened(request.endpoint(), 7);

        standing.onReport(request, answer);
        standing.onSettled(request, answer, null);

        assertThat(standing.any(request.endpoint())).isTrue();
    }

    @Test
    void whatAListenerThrowsDoesNotKeepAConnectionFromBeingReplaced() throws IOException {
        SenderListener throwing = new SenderListener() {
            @Override
            public void onConnectionRetired(String endpoint, long connection, RetireReason reason) {
                throw new AssertionError("listener");
            }
        };
        LambdaOptions options =
                LambdaOptions.defaults().sender(SenderOptions.defaults().listener(throwing));
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = LambdaSender.warm(options, server.uri("/").toString());
                Invocation invocation = sender.begin(new FakeContext("a", PATIENCE))) {
            assertThat(invocation.id()).isEqualTo("a");
            server.connection(1).closeFin();

            assertThat(server.awaitConnection(2, PATIENCE)).isNotNull();
        }
    }

    @Test
    void noAttemptIsMadeBetweenInvocations() throws IOException {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = LambdaSender.warm(server.uri("/").toString())) {
            sender.begin(new FakeContext("a", PATIENCE)).close();
            server.connection(1).closeFin();
            Await.until(() -> server.connection(1).end() != ConnectionEnd.OPEN, PATIENCE);

            assertThat(Await.holdsWithin(() -> server.connections().size() > 1, Duration.ofMillis(300)))
                    .isFalse();
        }
    }

    /** The receipt, and the report, of a send that was answered on that connection. */
    private record Answer(OptionalLong connection) implements Receipt, DeliveryReport {
        @Override
        public Optional<DeliveryLevel> level() {
            return Optional.of(DeliveryLevel.ANSWERED);
        }

        @Override
        public long bytes() {
            return 1;
        }

        @Override
        public Timings timings() {
            return Receipt.empty().timings();
        }

        @Override
        public boolean reused() {
            return false;
        }

        @Override
        public int attempts() {
            return 1;
        }

        @Override
        public OptionalInt status() {
            return OptionalInt.of(200);
        }

        @Override
        public Kind kind() {
            return Kind.ANSWERED;
        }

        @Override
        public Optional<Failure> failure() {
            return Optional.empty();
        }

        @Override
        public Optional<String> reason() {
            return Optional.empty();
        }

        @Override
        public boolean heard() {
            return true;
        }

        @Override
        public Receipt receipt() {
            return this;
        }
    }
}
