package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.SendRequest;
import io.flushpoint.testkit.NodeParser;
import io.flushpoint.testkit.NodeParser.Understood;
import io.flushpoint.testkit.RequiresNode;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred requests made up for {@link Http1RequestFormTest}, all of which Node is to understand as they were written. */
@RequiresNode
class NodeRequestFormTest {
    private static final int REQUESTS = 200;

    /** Of those that Node knows: it refuses the others. */
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "M-SEARCH", "PROPFIND");

    @TempDir
    Path directory;

    @Test
    void nodeUnderstandsWhatWasWritten() throws Exception {
        List<Draft> drafts = Drafts.lawful(METHODS, List.of("127.0.0.1"))
                .sampleStream()
                .limit(REQUESTS)
                .toList();
        try (NodeParser node = NodeParser.start(directory);
                Client client = Client.open(Setup.CALLER_DRIVEN_NIO, options -> options)) {
            for (Draft draft : drafts) {
                SendRequest request = draft.request(node.port());

                assertThat(client.deliver(request, ANSWERED).status())
                        .as("%s", draft)
                        .hasValue(204);
            }

            assertThat(node.faults()).isEmpty();
            List<Understood> understood = node.understood();
            assertThat(understood).hasSameSizeAs(drafts);
            for (int i = 0; i < REQUESTS; i++) {
                assertSame(drafts.get(i), understood.get(i));
            }
        }
    }

    private static void assertSame(Draft draft, Understood understood) throws NoSuchAlgorithmException {
        assertThat(understood.method()).isEqualTo(draft.method());
        assertThat(understood.target()).isEqualTo(draft.target());
        List<String> lines = new ArrayList<>();
        draft.headers().forEach(header -> lines.add(header.name() + ": " + header.value()));
        assertThat(understood.headers().stream().filter(lines::contains))
                .as("%s", draft)
                .containsExactlyElementsOf(lines);
        assertThat(understood.headers().size() - lines.size())
                .as("added to %s", draft)
                .isBetween(1, 4);
        if (draft.kind() != Draft.Kind.GZIPPED_BYTES && draft.kind() != Draft.Kind.GZIPPED_STREAM) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(draft.content());
            assertThat(understood.length()).isEqualTo(draft.content().length);
            assertThat(understood.digest()).isEqualTo(HexFormat.of().formatHex(digest));
        }
    }
}
