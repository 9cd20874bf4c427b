package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file on a disk that does not answer holds up nobody else. */
class SlowFileTest extends OverSetups {
    private static final String TEXT = "a line of a log\n".repeat(2_000);

    @TempDir
    Path directory;

    private final SlowDisk disk = new SlowDisk();
    private Path slow;

    @BeforeEach
    void write() throws IOException {
        slow = disk.path(Files.writeString(directory.resolve("slow"), TEXT));
    }

    @AfterEach
    void release() {
        disk.release();
    }

    @Test
    void aSendToAnotherEndpointIsDeliveredMeanwhile() {
        holdsUpNobody(SendRequest.post(serve(Script.answering(200)).uri("/")).body(Body.file(slow)));
    }

    @Test
    void aFileThatIsCompressedHoldsUpNobodyEither() {
        holdsUpNobody(SendRequest.post(serve(Script.answering(200)).uri("/"))
                .body(Body.file(slow))
                .gzip());
    }

    private void holdsUpNobody(SendRequest slowly) {
        ScriptedServer other = serve(Script.answering(200));
        Client client = client();
        Delivery upload = client.send(slowly);

        client.deliver(SendRequest.get(other.uri("/")), ANSWERED);

        assertThat(upload.receipt().level()).as("of the upload").isEmpty();
    }

    @Test
    void itIsSentWholeOnceTheDiskAnswers() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client(options -> options.pieceBytes(4096));
        Delivery upload = client.send(SendRequest.post(server.uri("/")).body(Body.file(slow)));

        disk.release();
        client.reach(upload, ANSWERED);

        RecordedRequest arrived = server.requests().get(0);
        assertThat(new String(arrived.body(), StandardCharsets.UTF_8)).isEqualTo(TEXT);
    }

    @Test
    void aSendThatIsCancelledMeanwhileWritesNothing() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        Delivery upload = client.send(SendRequest.post(server.uri("/")).body(Body.file(slow)));
        client.until("its connection", () -> client.metrics().writing() == 1);

        upload.cancel();

        assertThat(client.fail(upload, ANSWERED).failure()).isEqualTo(Failure.CANCELLED);
        disk.release();
        client.deliver(SendRequest.get(server.uri("/")), ANSWERED);
        assertThat(server.requests()).hasSize(1);
    }
}
