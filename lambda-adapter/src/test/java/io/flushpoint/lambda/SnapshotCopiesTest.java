package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.SenderListener;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.security.Provider;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Environments that were restored from one snapshot and have everything in common but what comes from outside. */
@Timeout(60)
class SnapshotCopiesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What a kernel that nobody reseeded gives to every copy. */
    public static final class SameForAll extends SecureRandomSpi {
        private static final long serialVersionUID = 1L;

        @Override
        protected void engineSetSeed(byte[] seed) {
            // as if nothing had come
        }

        @Override
        protected void engineNextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 7);
        }

        @Override
        protected byte[] engineGenerateSeed(int count) {
            return new byte[count];
        }
    }

    private static final class NotReseeded extends Provider {
        private static final long serialVersionUID = 1L;

        NotReseeded() {
            super("NotReseeded", "1", "the same bytes for everybody");
            put("SecureRandom.SameForAll", SameForAll.class.getName());
        }
    }

    @Test
    void copiesWithTheSameRandomStateGiveDistinctKeys() {
        Security.insertProviderAt(new NotReseeded(), 1);
        try {
            assertThat(firstKey("a")).isNotEqualTo(firstKey("b"));
        } finally {
            Security.removeProvider("NotReseeded");
        }
    }

    private static String firstKey(String invocation) {
        LambdaOptions options = LambdaOptions.defaults().resendLost(true);
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender copy = LambdaSender.warm(options, server.uri("/").toString())) {
            assertThat(copy.environment().keys().instance()).as("not reseeded").isEqualTo("07".repeat(16));
            try (Invocation one = copy.begin(new FakeContext(invocation, PATIENCE))) {
                one.send(copy.post("/").replayable());
            }
            return server.awaitRequest(PATIENCE).header("Idempotency-Key").orElseThrow();
        }
    }

    @Test
    void anEventThatIsTriedAgainInACopyHasItsOwnKey() {
        Tag first = new Tag("id", 1_000);

        assertThat(new Tag("id", 1_001).text()).isNotEqualTo(first.text());
        assertThat(new Tag("other", 1_000).text()).isNotEqualTo(first.text());
        assertThat(new Tag("id", 1_000).text()).isEqualTo(first.text());
    }

    @Test
    void whatOthersSendInTheirHooksUsesNoConnectionFromBeforeTheRestoring() {
        LambdaOptions options = LambdaOptions.defaults().level(DeliveryLevel.ANSWERED);
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = LambdaSender.warm(
                        options, Map.of(), LambdaClocks.SYSTEM, server.uri("/").toString())) {
            Checkpointing hooks = new Checkpointing(
                    sender.environment(),
                    new StandingConnections(SenderListener.NONE),
                    List.of(server.uri("/").toString()),
                    sender::restored);

            hooks.beforeCheckpoint();
            long inTheirHook = connectionOf(sender, server); // theirs runs after ours
            long afterwards = connectionOf(sender, server); // restored, and theirs runs before ours
            hooks.afterRestore();
            long invocation = connectionOf(sender, server);
            long nextInvocation = connectionOf(sender, server);

            assertThat(afterwards).isNotEqualTo(inTheirHook);
            assertThat(invocation).isNotIn(inTheirHook, afterwards);
            assertThat(nextInvocation).isEqualTo(invocation);
        }
    }

    private static long connectionOf(LambdaSender sender, ScriptedServer server) {
        try (Invocation invocation = sender.begin(new FakeContext("hook", PATIENCE))) {
            invocation.send(sender.post("/"));
        }
        Await.until(() -> sender.environment().sender().metrics().connectionsIdle() > 0, PATIENCE);
        Await.until(() -> sender.environment().sender().metrics().connectionsBusy() == 0, PATIENCE);
        return server.awaitRequest(PATIENCE).connection();
    }
}
