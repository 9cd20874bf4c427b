package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.HttpProtocol;
import io.flushpoint.Receipt;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.Frame;
import io.flushpoint.testkit.FrameConnection;
import io.flushpoint.testkit.FrameScript;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.HeaderLine;
import io.flushpoint.testkit.RequestSeen;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Whatever is built goes out over HTTP/2 as one well-formed request on a stream of its own (RFC 9113 §8), or is refused by name. */
class Http2RequestFormTest {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "M-SEARCH", "get", "!#$%&'*+-.^_`|~");
    private static final String HOST = "peer.example";

    /** Fields that a request of HTTP/2 must not have (§8.2.2), and Host, which has become a pseudo-header field. */
    private static final List<String> FORBIDDEN =
            List.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "te", "host");

    private FrameServer server;
    private Client client;

    @BeforeProperty
    void open() {
        server = FrameServer.start(FrameScript.answering(204));
        client = Client.open(
                Setup.CALLER_DRIVEN_NIO,
                options -> options.protocol(HttpProtocol.HTTP_2)
                        .resolver(host -> List.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}))));
    }

    @AfterProperty
    void close() {
        client.close();
        server.close();
    }

    @Provide
    Arbitrary<Draft> lawful() {
        return Drafts.lawful(METHODS, List.of(HOST));
    }

    @Provide
    Arbitrary<Draft> foul() {
        return Drafts.foul(METHODS, List.of(HOST));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whatIsLawfulArrivesAsWritten(@ForAll("lawful") Draft draft) {
        assertThat(arrives(draft.request(server.port()), draft).path()).isEqualTo(draft.target());
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whatIsFoulIsRefusedByNameOrIsOneRequestStill(@ForAll("foul") Draft draft) {
        SendRequest request;
        try {
            request = draft.request(server.port());
        } catch (IllegalArgumentException e) {
            RefusedDraft.check(e);
            return;
        }
        Assume.that(request.port() == server.port()); // a host with a slash in it leads elsewhere
        arrives(request, draft);
    }

    private RequestSeen arrives(SendRequest request, Draft draft) {
        Receipt receipt = client.deliver(request, ANSWERED);
        int stream = receipt.stream().orElseThrow();
        FrameConnection connection =
                server.connection((int) receipt.connection().orElseThrow());
        RequestSeen arrived = connection.requests().stream()
                .filter(seen -> seen.streamId() == stream)
                .reduce((one, other) -> {
                    throw new AssertionError("two requests on stream " + stream);
                })
                .orElseThrow();

        assertPseudoHeaders(arrived, request);
        assertThat(fields(arrived)).containsExactlyInAnyOrderElementsOf(expected(draft, arrived));
        assertThat(arrived.headers()).extracting(HeaderLine::name).doesNotContainAnyElementsOf(FORBIDDEN);
        assertThat(draft.unpacked(arrived.body())).isEqualTo(draft.content());
        assertThat(arrived.trailers()).isEmpty();
        assertFrames(connection, stream);
        return arrived;
    }

    /** Each once, and before the others (§8.3.1). */
    private static void assertPseudoHeaders(RequestSeen arrived, SendRequest request) {
        assertThat(arrived.headers().stream().limit(4).map(line -> line.name() + " " + line.value()))
                .containsExactlyInAnyOrder(
                        ":method " + request.method(),
                        ":scheme http",
                        ":authority " + request.authority(),
                        ":path " + request.target());
        assertThat(fields(arrived)).noneMatch(line -> line.startsWith(":"));
    }

    private static List<String> fields(RequestSeen arrived) {
        return arrived.headers().stream()
                .skip(4)
                .map(line -> line.name() + ": " + line.value())
                .toList();
    }

    private static List<String> expected(Draft draft, RequestSeen arrived) {
        List<String> expected = new ArrayList<>();
        draft.headers().forEach(header -> expected.add(header.name().toLowerCase(Locale.ROOT) + ": " + header.value()));
        if (expected.stream().noneMatch(line -> line.startsWith("user-agent: "))) {
            expected.add("user-agent: flushpoint");
        }
        if (draft.kind() == Draft.Kind.GZIPPED_BYTES || draft.kind() == Draft.Kind.GZIPPED_STREAM) {
            expected.add("content-encoding: gzip");
        }
        boolean saysLength = draft.kind() != Draft.Kind.NONE
                || List.of("POST", "PUT", "PATCH").contains(draft.method());
        if (saysLength && !draft.isOfUnknownLength()) {
            expected.add("content-length: " + arrived.bodyLength());
        }
        return expected;
    }

    /** HEADERS, CONTINUATION if they are long, DATA: of which the last alone ends the stream, and nothing is behind it. */
    private static void assertFrames(FrameConnection connection, int stream) {
        List<Frame> frames = connection.frames().stream()
                .filter(frame -> frame.streamId() == stream)
                .toList();
        assertThat(frames)
                .filteredOn(frame -> frame.is(Frame.HEADERS))
                .hasSize(1)
                .first()
                .isEqualTo(frames.get(0));
        assertThat(frames)
                .allMatch(frame -> frame.is(Frame.HEADERS) || frame.is(Frame.CONTINUATION) || frame.is(Frame.DATA));
        assertThat(frames).filteredOn(Frame::endsStream).hasSize(1).first().satisfies(last -> {
            boolean headOnly = frames.stream().noneMatch(frame -> frame.is(Frame.DATA));
            assertThat(last).isSameAs(headOnly ? frames.get(0) : frames.get(frames.size() - 1));
        });
    }
}
