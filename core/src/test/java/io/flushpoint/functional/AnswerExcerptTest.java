package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flushpoint.AnswerExcerpt;
import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of an answer: what its request asked for, as far as it came, and nothing else. */
@ParameterizedClass(name = "{0}")
@EnumSource(Setup.class)
class AnswerExcerptTest extends OverHttp1 {
    private static final String BUSY =
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nX-Part: a\r\nx-part: b\r\n"
                    + "Set-Cookie: secret\r\nContent-Length: 10\r\n\r\ntoo much, ";

    @Test
    void namedHeadersAreKeptInAnyLetterCaseAndNoOthers() {
        AnswerExcerpt kept = keptOf(BUSY, request -> request.keepHeaders("retry-after", "X-PART", "Date"));

        assertThat(kept.status()).hasValue(503);
        assertThat(kept.header("Retry-After")).hasValue("7");
        assertThat(kept.header("x-Part")).hasValue("a, b");
        assertThat(kept.header("Date")).isEmpty();
        assertThat(kept.header("Set-Cookie")).isEmpty();
        assertThat(kept.content()).isEmpty();
        assertThat(kept.isWhole()).isTrue();
    }

    @Test
    void theFirstBytesOfAnErrorsContentAreKept() {
        AnswerExcerpt kept = keptOf(BUSY, request -> request.keepErrorContent(8));

        assertThat(new String(kept.content(), UTF_8)).isEqualTo("too much");
        assertThat(kept.isWhole()).isTrue();
    }

    @Test
    void shorterContentIsWholeAtItsEndWithoutTheFramingOfItsChunks() {
        String chunked = "HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nno,\r\n4\r\n no!\r\n0\r\n\r\n";
        AnswerExcerpt kept = keptOf(chunked, request -> request.keepErrorContent(1_000));

        assertThat(new String(kept.content(), UTF_8)).isEqualTo("no, no!");
        assertThat(kept.isWhole()).isTrue();
    }

    @Test
    void contentThatComesByteByByteIsKeptInOrderUpToTheBound() {
        String digits = "0123456789".repeat(30);
        StringBuilder response = new StringBuilder("HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked\r\n\r\n");
        digits.chars()
                .forEach(digit -> response.append("1\r\n").append((char) digit).append("\r\n"));
        AnswerExcerpt kept = keptOf(response + "0\r\n\r\n", request -> request.keepErrorContent(256));

        assertThat(new String(kept.content(), UTF_8)).isEqualTo(digits.substring(0, 256));
        assertThat(kept.isWhole()).isTrue();
    }

    @Test
    void ofAnAnswerThatComesBeforeTheRequestIsWrittenTheStatusAloneIsKept() {
        ScriptedServer server = serve(Script.silent().at(At.AFTER_HEAD, Effects.raw(BUSY), Effects.stall()));
        Client client = client();
        SendRequest upload = SendRequest.post(server.uri("/")).body(new byte[24 << 20], "application/octet-stream");
        Delivery delivery = client.send(upload.keepHeaders("Retry-After"), ANSWERED);

        assertThat(client.fail(delivery, ANSWERED).failure()).isEqualTo(Failure.ANSWERED_EARLY);
        AnswerExcerpt kept = excerpt(client, delivery);
        assertThat(kept.status()).hasValue(503);
        assertThat(kept.header("Retry-After")).isEmpty();
        assertThat(kept.isWhole()).isFalse();
    }

    @Test
    void noContentIsKeptOfASuccess() {
        String ok = "HTTP/1.1 200 OK\r\nETag: x\r\nContent-Length: 2\r\n\r\nok";
        AnswerExcerpt kept = keptOf(ok, request -> request.keepErrorContent(100).keepHeaders("ETag"));

        assertThat(kept.status()).hasValue(200);
        assertThat(kept.header("ETag")).hasValue("x");
        assertThat(kept.content()).isEmpty();
        assertThat(kept.isWhole()).isTrue();
    }

    @Test
    void whatCameBeforeTheConnectionEndedIsKeptAndTheSendIsAnswered() {
        ScriptedServer server = serve(Script.silent()
                .at(At.AFTER_REQUEST, Effects.raw(BUSY.substring(0, BUSY.length() - 6)), Effects.closeRst()));
        Client client = client();
        Delivery delivery = client.send(
                SendRequest.get(server.uri("/")).keepHeaders("Retry-After").keepErrorContent(100), ANSWERED);

        assertThat(client.reach(delivery, ANSWERED).status()).hasValue(503);
        AnswerExcerpt kept = excerpt(client, delivery);
        assertThat(kept.header("Retry-After")).hasValue("7");
        assertThat(new String(kept.content(), UTF_8)).isIn("", "too ");
        assertThat(kept.isWhole()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"})
    @Proves({"truncated cl", "truncated chunk"})
    void contentThatAFinCutsOffIsNotWhole(String cut) {
        ScriptedServer server = serve(
                Script.silent().at(At.AFTER_REQUEST, Effects.raw("HTTP/1.1 500 Oops\r\n" + cut), Effects.closeFin()));
        Client client = client();
        AnswerExcerpt kept =
                excerpt(client, client.send(SendRequest.get(server.uri("/")).keepErrorContent(100), ANSWERED));

        assertThat(new String(kept.content(), UTF_8)).isEqualTo("abc");
        assertThat(kept.isWhole()).isFalse();
    }

    @Test
    void contentWithoutALengthIsWholeWhenItsConnectionEndsInOrder() {
        ScriptedServer server = serve(Script.silent()
                .at(
                        At.AFTER_REQUEST,
                        Effects.raw("HTTP/1.1 500 Oops\r\n\r\nabc"),
                        Effects.closeNotify(),
                        Effects.closeFin()));
        Client client = client();
        AnswerExcerpt kept =
                excerpt(client, client.send(SendRequest.get(server.uri("/")).keepErrorContent(100), ANSWERED));

        assertThat(new String(kept.content(), UTF_8)).isEqualTo("abc");
        assertThat(kept.isWhole()).isTrue();
    }

    @Test
    void whatWasReadWithinTheBoundOfDrainingIsKept() {
        String response = "HTTP/1.1 500 Oops\r\nContent-Length: 2000\r\n\r\n" + "x".repeat(2_000);
        ScriptedServer server = serve(Script.answering(Effects.raw(response)));
        Client client = client(options -> options.drainBytes(0));
        AnswerExcerpt kept =
                excerpt(client, client.send(SendRequest.get(server.uri("/")).keepErrorContent(100), ANSWERED));

        assertThat(kept.content()).hasSize(100);
        assertThat(kept.isWhole()).isTrue();
    }

    @Test
    void anExcerptComesAfterItsAnswerWhateverADependentDoes() {
        ScriptedServer server = serve(Script.answering(Effects.raw(BUSY)));
        Client client = client();
        List<String> order = new CopyOnWriteArrayList<>();
        Delivery delivery = client.send(SendRequest.get(server.uri("/")).keepHeaders("Retry-After"), WRITTEN);
        delivery.report().thenAccept(report -> {
            order.add("report");
            client.sender().disconnect();
        });
        delivery.reached(ANSWERED).thenAccept(receipt -> order.add("answered"));
        delivery.excerpt()
                .thenAccept(kept -> order.add("excerpt " + kept.status().getAsInt()));

        client.until("the excerpt", () -> order.size() == 3);
        assertThat(order).containsExactly("report", "answered", "excerpt 503");
    }

    @Test
    void theAnswerIsNotHeldUpByWhatIsKeptOfIt() throws IOException {
        String head = "HTTP/1.1 500 Oops\r\nContent-Length: 3\r\n\r\n";
        ScriptedServer server = serve(Script.silent().at(At.AFTER_REQUEST, Effects.raw(head + "a")));
        Client client = client();
        Delivery delivery = client.send(SendRequest.get(server.uri("/")).keepErrorContent(100), ANSWERED);

        assertThat(client.reach(delivery, ANSWERED).status()).hasValue(500);
        assertThat(delivery.excerpt().toCompletableFuture()).isNotDone();
        server.connection(1).sendRaw("bc");
        assertThat(new String(excerpt(client, delivery).content(), UTF_8)).isEqualTo("abc");
    }

    @Test
    void aDripThatIsReadNoLongerIsKeptSoFar() {
        String head = "HTTP/1.1 500 Oops\r\nContent-Length: 3\r\n\r\n";
        ScriptedServer server = serve(Script.silent().at(At.AFTER_REQUEST, Effects.raw(head + "a")));
        Client client = client(options -> options.drainTime(Duration.ofMillis(100)));
        Delivery delivery = client.send(SendRequest.get(server.uri("/")).keepErrorContent(100), ANSWERED);

        AnswerExcerpt kept = excerpt(client, delivery);
        assertThat(new String(kept.content(), UTF_8)).isEqualTo("a");
        assertThat(kept.isWhole()).isFalse();
    }

    @Test
    void aSendWithoutAnAnswerKeepsNothing() {
        ScriptedServer server = serve(Script.silent().at(At.AFTER_REQUEST, Effects.closeFin()));
        Client client = client();
        Delivery lost = client.send(SendRequest.get(server.uri("/")).keepHeaders("Retry-After"), ANSWERED);
        Delivery refused = client.send(SendRequest.get("http://127.0.0.1:1/").keepErrorContent(10), ANSWERED);

        for (Delivery delivery : new Delivery[] {lost, refused}) {
            AnswerExcerpt kept = excerpt(client, delivery);
            assertThat(kept.status()).isEmpty();
            assertThat(kept.isWhole()).isFalse();
        }
    }

    @Test
    void pipelinedAnswersAreKeptApart() {
        ScriptedServer server = serve(Script.answering(exchange -> exchange.connection()
                .sendRaw("HTTP/1.1 500 Oops\r\nX-Of: " + exchange.request().target() + "\r\nContent-Length: 2\r\n\r\n"
                        + exchange.request().target())));
        Client client = client(options -> options.connectionsPerEndpoint(1).pipeliningDepth(4));
        Delivery[] deliveries = new Delivery[8];
        for (int i = 0; i < deliveries.length; i++) {
            SendRequest request = SendRequest.get(server.uri("/" + i));
            deliveries[i] = client.send(
                    i % 2 == 0 ? request : request.keepHeaders("X-Of").keepErrorContent(9), ANSWERED);
        }

        for (int i = 1; i < deliveries.length; i += 2) {
            AnswerExcerpt kept = excerpt(client, deliveries[i]);
            assertThat(kept.header("X-Of")).hasValue("/" + i);
            assertThat(new String(kept.content(), UTF_8)).isEqualTo("/" + i);
        }
    }

    @Test
    void nothingIsKeptThatWasNotAskedFor() {
        ScriptedServer server = serve(Script.answering(Effects.raw(BUSY)));
        Client client = client();
        Delivery delivery = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        client.reach(delivery, ANSWERED);

        assertThatIllegalStateException().isThrownBy(delivery::excerpt).withMessageContaining("keepHeaders");
    }

    @Test
    void anExcerptTellsNoValueInWords() {
        AnswerExcerpt kept =
                keptOf(BUSY, request -> request.keepHeaders("Retry-After").keepErrorContent(10));

        assertThat(kept).asString().contains("503", "retry-after", "10 bytes").doesNotContain("7", "too much");
    }

    private AnswerExcerpt keptOf(String response, UnaryOperator<SendRequest> keeping) {
        ScriptedServer server = serve(Script.answering(Effects.raw(response)));
        Client client = client();
        return excerpt(client, client.send(keeping.apply(SendRequest.get(server.uri("/"))), ANSWERED));
    }

    private static AnswerExcerpt excerpt(Client client, Delivery delivery) {
        CompletableFuture<AnswerExcerpt> kept = delivery.excerpt().toCompletableFuture();
        return client.outcome(kept);
    }
}
