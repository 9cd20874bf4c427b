package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A peer that takes requests and does not answer them holds no bodies in memory. */
class LetGoTest extends OverSetups {
    private static final int SMALL = 512;
    private static final int LARGE = 1 << 20;

    @Test
    void aSmallBodyIsLetGoOnceItIsWritten() {
        assertLetGo(client(), SMALL, WRITTEN);
    }

    @Test
    void aLargeBodyIsLetGoOnceItIsWritten() {
        assertLetGo(client(), LARGE, WRITTEN);
    }

    @Test
    void aBodyIsLetGoThoughItsAnswerIsAwaited() {
        assertLetGo(client(), LARGE, ANSWERED);
    }

    @Test
    void whoKeepsAStageOfADeliveryKeepsNoBody() {
        ScriptedServer server = serve(Script.silent());
        byte[] bytes = new byte[LARGE];
        WeakReference<byte[]> body = new WeakReference<>(bytes);
        Client client = client();
        Delivery delivery = client.send(post(server, bytes));
        client.reach(delivery, WRITTEN);
        CompletionStage<DeliveryReport> report = delivery.report();

        bytes = null;
        delivery = null;

        client.until("the body is collected", () -> isCollected(body));
        assertThat(report.toCompletableFuture()).isNotDone();
    }

    @Test
    void aDeliveryHasItsRequestWithItsBody() {
        ScriptedServer server = serve(Script.silent());
        Client client = client();
        SendRequest request = post(server, new byte[LARGE]);

        Delivery delivery = client.send(request);
        client.reach(delivery, WRITTEN);

        assertThat(delivery.request()).isSameAs(request);
    }

    @Test
    void aListenerIsToldOfAWrittenRequestWithoutItsBody() {
        ScriptedServer server = serve(Script.answering(200));
        CopyOnWriteArrayList<SendRequest> told = new CopyOnWriteArrayList<>();
        Client client = client(options -> options.listener(new SenderListener() {
            @Override
            public void onSettled(SendRequest request, Receipt receipt, @Nullable SendException failure) {
                told.add(request);
            }

            @Override
            public void onReport(SendRequest request, DeliveryReport report) {
                told.add(request);
            }
        }));
        SendRequest request = post(server, new byte[SMALL]).header("X-Order", "7");

        client.send(request, WRITTEN);

        client.until("settled, and its news", () -> told.size() == 2);
        assertThat(told).allSatisfy(each -> {
            assertThat(each.body())
                    .isInstanceOf(Body.LetGo.class)
                    .extracting(Body::length)
                    .isEqualTo(OptionalLong.of(SMALL));
            assertThat(each.headers()).isEqualTo(request.headers());
            assertThat(each.target()).isEqualTo(request.target());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.send(each))
                    .withMessageContaining("let go");
        });
    }

    @Test
    void aListenerIsToldOfARequestThatWasNotWrittenWithItsBody() {
        AtomicReference<SendRequest> told = new AtomicReference<>();
        Client client = client(options -> options.listener(new SenderListener() {
            @Override
            public void onSettled(SendRequest request, Receipt receipt, @Nullable SendException failure) {
                told.set(request);
            }
        }));
        SendRequest request = SendRequest.post("http://127.0.0.1:1/").body(Body.text("order 7"));

        client.send(request);

        client.until("settled", () -> told.get() != null);
        assertThat(told.get()).isSameAs(request);
    }

    private void assertLetGo(Client client, int bytes, DeliveryLevel goal) {
        ScriptedServer server = serve(Script.silent());
        WeakReference<byte[]> body = send(client, server, bytes, goal);

        client.until("written", () -> client.sender().metrics().awaitingAnswer() == 1);
        client.until("the body is collected", () -> isCollected(body));
        assertThat(client.sender().metrics().awaitingAnswer())
                .as("without an answer")
                .isEqualTo(1);
    }

    private static WeakReference<byte[]> send(Client client, ScriptedServer server, int size, DeliveryLevel goal) {
        byte[] bytes = new byte[size];
        client.sender().send(post(server, bytes), goal, (receipt, failure) -> {});
        return new WeakReference<>(bytes);
    }

    private static SendRequest post(ScriptedServer server, byte[] bytes) {
        return SendRequest.post(server.uri("/orders")).body(Body.of(ByteBuffer.wrap(bytes)));
    }

    private static boolean isCollected(WeakReference<?> reference) {
        System.gc();
        return reference.get() == null;
    }
}
