package io.flushpoint.telemetry.documentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** The recipe of the page on telemetry leaves as it was signed. */
class SignedPostTest {
    private static final AwsCredentialsIdentity CREDENTIALS =
            AwsSessionCredentialsIdentity.create("AKIDEXAMPLE", "secret", "session");

    @Test
    void whatIsSignedIsWhatArrives() throws Exception {
        byte[] otlp = "spans".getBytes(UTF_8);
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                HttpSender sender = HttpSender.create()) {
            SendRequest post = SignedPost.signed(server.uri("/v1/traces"), otlp, "xray", "eu-central-1", CREDENTIALS);
            sender.send(post).await(Duration.ofSeconds(20));

            RecordedRequest arrived = server.awaitRequest(Duration.ofSeconds(20));
            String authorization = arrived.header("Authorization").orElseThrow();
            assertThat(authorization)
                    .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
                    .contains("/eu-central-1/xray/aws4_request");
            assertThat(authorization
                            .replaceAll(".*SignedHeaders=([^,]+),.*", "$1")
                            .split(";"))
                    .as("every header that was signed is there")
                    .contains("host", "x-amz-date")
                    .allSatisfy(name -> assertThat(arrived.header(name)).isPresent());
            assertThat(arrived.headers("Host")).containsExactly("127.0.0.1:" + server.port());
            assertThat(arrived.header("X-Amz-Security-Token")).hasValue("session");
            assertThat(arrived.bodyText()).isEqualTo("spans");
            assertThat(post.toString()).doesNotContain("session").doesNotContain("AKIDEXAMPLE");
        }
    }
}
