package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.CallerDrivenSender;
import io.flushpoint.Delivery;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.Transport;
import io.flushpoint.testkit.Await;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.apache.hc.core5.http.HttpException;

/** Whatever is built goes out over HTTP/1.1 as exactly one request, by the parser of somebody else, or is refused by name. */
class Http1RequestFormTest {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "M-SEARCH", "get", "!#$%&'*+-.^_`|~");
    private static final byte[] ANSWER = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(US_ASCII);
    private static final Duration PASS = Duration.ofMillis(1);

    private Tap tap;
    private CallerDrivenSender sender;

    @BeforeProperty
    void open() {
        tap = Tap.open();
        sender = HttpSender.createCallerDriven(SenderOptions.defaults()
                .transport(Transport.NIO)
                .resolver(host -> List.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}))));
    }

    @AfterProperty
    void close() {
        sender.close(Duration.ZERO);
        tap.close();
    }

    @Provide
    Arbitrary<Draft> lawful() throws IOException {
        return Drafts.lawful(METHODS, hosts());
    }

    @Provide
    Arbitrary<Draft> foul() throws IOException {
        return Drafts.foul(METHODS, hosts());
    }

    private static List<String> hosts() throws IOException {
        List<String> hosts = new ArrayList<>(List.of("127.0.0.1", "peer.example", "A_b-c.PEER.example."));
        boolean six = Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress());
        if (six) {
            hosts.add("[::1]");
        }
        return hosts;
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whatIsLawfulArrivesAsWritten(@ForAll("lawful") Draft draft) throws Exception {
        ParsedRequest arrived = arrives(draft.request(tap.port()), draft);

        assertThat(arrived.target()).isEqualTo(draft.target());
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whatIsFoulIsRefusedByNameOrIsOneRequestStill(@ForAll("foul") Draft draft) throws Exception {
        SendRequest request;
        try {
            request = draft.request(tap.port());
        } catch (IllegalArgumentException e) {
            RefusedDraft.check(e);
            return;
        }
        Assume.that(request.port() == tap.port()); // a host with a slash in it leads elsewhere
        arrives(request, draft);
    }

    private ParsedRequest arrives(SendRequest request, Draft draft) throws IOException, HttpException {
        ParsedRequest arrived = ParsedRequest.of(sent(request));

        assertThat(arrived.surplus()).as("bytes behind it").isZero();
        assertThat(arrived.version()).isEqualTo("HTTP/1.1");
        assertThat(arrived.method()).isEqualTo(request.method()).isEqualTo(draft.method());
        assertThat(arrived.target()).isEqualTo(request.target());
        assertThat(arrived.headers()).containsExactlyInAnyOrderElementsOf(expected(request, draft, arrived));
        assertThat(draft.unpacked(arrived.content())).isEqualTo(draft.content());
        return arrived;
    }

    /** What the caller wrote, and what the sender adds: Host, a User-Agent if there is none, and one framing or none. */
    private static List<String> expected(SendRequest request, Draft draft, ParsedRequest arrived) {
        List<String> expected = new ArrayList<>(List.of("host: " + request.authority()));
        draft.headers().forEach(header -> expected.add(header.name() + ": " + header.value()));
        if (draft.headers().stream().noneMatch(header -> header.name().equalsIgnoreCase("User-Agent"))) {
            expected.add("user-agent: flushpoint");
        }
        if (draft.kind() == Draft.Kind.GZIPPED_BYTES || draft.kind() == Draft.Kind.GZIPPED_STREAM) {
            expected.add("Content-Encoding: gzip");
        }
        if (draft.isOfUnknownLength()) {
            expected.add("transfer-encoding: chunked");
        } else if (draft.kind() != Draft.Kind.NONE
                || List.of("POST", "PUT", "PATCH").contains(draft.method())) {
            expected.add("content-length: " + arrived.content().length);
        }
        return expected;
    }

    /** The bytes of one send, to the last that its receipt tells of, and whatever comes before the answer is read. */
    private byte[] sent(SendRequest request) {
        Delivery delivery = sender.send(request, ANSWERED);
        until("all bytes", () -> {
            int bytes = tap.take();
            return delivery.receipt().level().isPresent()
                    && bytes >= delivery.receipt().bytes();
        });
        byte[] wire = tap.answer(ANSWER);
        until("the answer", () -> delivery.report().toCompletableFuture().isDone());
        assertThat(tap.take()).as("bytes after the request").isZero();
        assertThat(delivery.receipt().bytes()).isEqualTo(wire.length);
        return wire;
    }

    private void until(String what, Await.Condition condition) {
        Await.until(
                what,
                () -> {
                    sender.run(PASS);
                    return condition.holds();
                },
                Client.PATIENCE);
    }
}
