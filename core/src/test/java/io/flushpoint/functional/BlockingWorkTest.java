package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static io.flushpoint.WireState.NOTHING_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What blocks in a resolver or a publisher holds up nobody else. */
class BlockingWorkTest extends OverSetups {
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        release.countDown();
    }

    @Test
    void namesThatHangHoldUpNoOtherName() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client(options -> options.resolver(host -> {
            if (host.startsWith("slow")) {
                awaitUninterrupted();
            }
            return loopback();
        }));
        for (int name = 0; name < 8; name++) {
            for (int send = 0; send < 3; send++) {
                client.send(SendRequest.get(server.uri("slow" + name + ".flushpoint.test", "/")));
            }
        }

        client.deliver(SendRequest.get(server.uri("fast.flushpoint.test", "/")), ANSWERED);
    }

    @Test
    void theConnectionsToOneHostShareItsLookup() {
        ScriptedServer server = serve(Script.answering(200));
        AtomicInteger lookups = new AtomicInteger();
        Client client = client(options -> options.resolver(host -> {
            lookups.incrementAndGet();
            awaitUninterrupted();
            return loopback();
        }));
        List<Delivery> deliveries = IntStream.range(0, 20)
                .mapToObj(i -> client.send(SendRequest.get(server.uri("one.flushpoint.test", "/" + i)), ANSWERED))
                .toList();
        client.until("20 connections on their way", () -> client.metrics().connectionsOpening() == 20);
        client.deliver(SendRequest.get(server.uri("/")), ANSWERED); // each has asked for its address by then
        release.countDown();

        deliveries.forEach(delivery -> client.reach(delivery, ANSWERED));

        assertThat(lookups).hasValue(1);
    }

    @Test
    void lookupsBeyondTheBoundFailByItsName() {
        Client client =
                client(options -> options.lookupThreads(1).queuedLookups(1).resolver(host -> {
                    awaitUninterrupted();
                    return loopback();
                }));
        client.send(SendRequest.get("http://first.flushpoint.test/"));
        client.send(SendRequest.get("http://second.flushpoint.test/"));

        SendException failure = client.fail(client.send(SendRequest.get("http://third.flushpoint.test/")), WRITTEN);

        Failures.expect(failure, Failure.UNRESOLVED_HOST, Phase.RESOLVE, NOTHING_WRITTEN);
        assertThat(failure).hasMessageContaining("QUEUED_LOOKUPS: 1");
    }

    @Test
    void publishersThatBlockHoldUpNeitherLookupsNorTheBodiesToOtherHosts() {
        ScriptedServer server = serve(Script.answering(200));
        ScriptedServer other = serve(Script.answering(200));
        Client client = client(options -> options.resolver(host -> loopback()));
        for (int i = 0; i < 20; i++) {
            client.send(SendRequest.post(server.uri("/blocked")).body(Body.stream(blocking())));
        }
        client.until("the heads", () -> server.connections().size() == 20);

        client.deliver(SendRequest.get(other.uri("name.flushpoint.test", "/")), ANSWERED);
        Body body = Body.stream(Publishers.of(new byte[100_000], 1_000));
        client.deliver(SendRequest.post(other.uri("/stream")).body(body), ANSWERED);
    }

    @Test
    void aBodyWhosePublisherWaitsForAThreadIsGivenUpInTimeAndLeavesItsPlace() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client(options -> options.bodyThreads(1).bodiesBeingRead(2));
        client.send(SendRequest.post(server.uri("/blocked")).body(Body.stream(blocking())));
        client.until("the head", () -> server.connections().size() == 1);

        for (int i = 0; i < 5; i++) {
            SendRequest waiting = SendRequest.post(server.uri("/waiting"))
                    .body(Body.stream(blocking()))
                    .timeout(Duration.ofMillis(50));
            SendException failure = client.fail(client.send(waiting), WRITTEN);
            assertThat(failure.failure()).isNotEqualTo(Failure.BODY_FAILED);
        }
    }

    @Test
    void bodiesBeyondTheBoundFailByItsNameBeforeAByteIsWritten() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client(options -> options.bodiesBeingRead(1));
        client.send(SendRequest.post(server.uri("/blocked")).body(Body.stream(blocking())));
        client.until("the head", () -> server.connections().size() == 1);

        SendException failure = client.fail(
                client.send(SendRequest.post(server.uri("/second")).body(Body.stream(blocking()))), WRITTEN);

        Failures.expect(failure, Failure.BODY_FAILED, Phase.WRITE, NOTHING_WRITTEN);
        assertThat(failure).hasMessageContaining("BODIES_BEING_READ: 1");
    }

    private Flow.Publisher<ByteBuffer> blocking() {
        return subscriber -> awaitUninterrupted();
    }

    private static List<InetAddress> loopback() {
        return List.of(InetAddress.getLoopbackAddress());
    }

    private void awaitUninterrupted() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
