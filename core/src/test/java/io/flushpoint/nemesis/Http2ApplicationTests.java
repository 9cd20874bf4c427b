package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.AnswerExcerpt;
import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.HttpProtocol;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.WireState;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Identity;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of each {@link Http2Application}, in clear text and over TLS. */
abstract class Http2ApplicationTests {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(4);
    private static final int MANY = 150;
    private static final int LARGE = 2_000_000;
    private static final int UNAVAILABLE = 503; // Jetty's answer while it ends

    @TempDir
    Path directory;

    abstract Http2Application start(@Nullable Identity identity) throws Exception;

    @ParameterizedTest(name = "TLS {0}")
    @ValueSource(booleans = {false, true})
    void bodiesOfAllSizesArriveWholeAndAtOnceOverOneConnection(boolean secure) throws Exception {
        List<byte[]> bodies = new ArrayList<>();
        for (int size : new int[] {0, 100, LARGE, 1, 70_000, LARGE, 100, 0}) {
            byte[] body = new byte[size];
            new Random(size).nextBytes(body);
            bodies.add(body);
        }
        try (Http2Application application = start(secure)) {
            for (int round = 0; round < 3; round++) { // each with the windows of a fresh connection
                assertArriveOverOneConnection(application, secure, bodies);
            }
        }
    }

    private void assertArriveOverOneConnection(Http2Application application, boolean secure, List<byte[]> bodies)
            throws Exception {
        try (WatchedSender sender = WatchedSender.open(directory, options -> options.connectionsPerEndpoint(1))) {
            List<Delivery> deliveries = new ArrayList<>();
            for (byte[] body : bodies) {
                SendRequest request = post(application, secure, "/" + body.length);
                deliveries.add(sender.send(
                        request.body(body, "application/octet-stream").keepHeaders("x-length", "x-digest"), ANSWERED));
            }
            for (int i = 0; i < bodies.size(); i++) {
                Receipt receipt = deliveries.get(i).await(SOON);
                AnswerExcerpt excerpt =
                        deliveries.get(i).excerpt().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);

                assertThat(receipt.protocol()).hasValue(HttpProtocol.HTTP_2);
                assertThat(receipt.connection()).hasValue(1);
                assertThat(receipt.attempts()).isOne();
                assertThat(excerpt.header("x-length")).hasValue(Integer.toString(bodies.get(i).length));
                assertThat(excerpt.header("x-digest")).hasValue(JettyServer.digest(ByteBuffer.wrap(bodies.get(i))));
            }
        }
    }

    @Test
    void whereBothAreToldOfTheServerChoosesHttp2() throws Exception {
        try (Http2Application application = start(true);
                WatchedSender sender = WatchedSender.open(directory, options -> options.protocol(HttpProtocol.AUTO))) {
            Receipt receipt =
                    sender.send(post(application, true, "/"), ANSWERED).await(SOON);

            assertThat(receipt.protocol()).hasValue(HttpProtocol.HTTP_2);
        }
    }

    /** While nobody listens, sends cannot connect, and nothing of them is written. */
    @ParameterizedTest(name = "TLS {0}")
    @ValueSource(booleans = {false, true})
    void itIsReplacedUnderASteadyStreamAndEachRequestIsThereOnceOrReported(boolean secure) throws Exception {
        try (Http2Application application = start(secure);
                WatchedSender sender = WatchedSender.open(directory, options -> options.connectionsPerEndpoint(1))) {
            List<Delivery> deliveries = new ArrayList<>();
            deliveries.add(sender.send(post(application, secure, "/first"), ANSWERED));
            deliveries.get(0).await(SOON); // or all would wait for a connection still when nobody listens
            for (int n = 1; n <= MANY; n++) {
                if (n == MANY / 2) {
                    application.beginToEnd();
                } else if (n == MANY / 2 + MANY / 10) {
                    application.startAgain();
                }
                deliveries.add(sender.send(post(application, secure, "/" + n), ANSWERED));
                Await.elapse(PAUSE);
            }

            List<String> answered = new ArrayList<>();
            List<String> reported = new ArrayList<>();
            for (Delivery delivery : deliveries) {
                SendException failure = failure(delivery);
                if (failure == null) {
                    if (delivery.receipt().status().orElseThrow() != UNAVAILABLE) {
                        answered.add(delivery.request().target());
                    }
                } else {
                    reported.add(delivery.request().target() + " " + failure.failure());
                    if (failure.failure() != Failure.UNPROCESSED) {
                        assertThat(failure.wireState()).as(failure.getMessage()).isEqualTo(WireState.NOTHING_WRITTEN);
                    }
                }
            }
            assertThat(application.targets()).containsExactlyInAnyOrderElementsOf(answered);
            assertThat(answered).as("but for %s", reported).hasSizeGreaterThan(MANY / 2);
            assertThat(sender.retired()).contains(RetireReason.GOING_AWAY);
        }
    }

    private Http2Application start(boolean secure) throws Exception {
        return start(secure ? RealSite.PKI.server("127.0.0.1") : null);
    }

    private static SendRequest post(Http2Application application, boolean secure, String target) {
        return SendRequest.post((secure ? "https" : "http") + "://127.0.0.1:" + application.port() + target)
                .text("hello");
    }

    /** Why the goal is not reached; null if it is. */
    private static @Nullable SendException failure(Delivery delivery) throws Exception {
        try {
            delivery.await(SOON);
            return null;
        } catch (SendException e) {
            return e;
        }
    }
}
