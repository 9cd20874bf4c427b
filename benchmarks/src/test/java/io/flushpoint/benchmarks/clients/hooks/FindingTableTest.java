package io.flushpoint.benchmarks.clients.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.benchmarks.clients.Hook;
import io.flushpoint.benchmarks.clients.hooks.Finding.Copies;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class FindingTableTest {
    private static final Finding LIAR =
            new Finding("liar", Hook.written("whenSent"), HookVerdict.AFTER, HookVerdict.BEFORE, new Copies(1, 3));
    private static final Finding MODEST =
            new Finding("modest", Hook.answered(), HookVerdict.AFTER, HookVerdict.AFTER, new Copies(1, 1));

    @Test
    void namesTheLieAndTheCopies() {
        assertThat(printed(FindingTable::new, LIAR))
                .containsPattern("(?m)^liar +whenSent +after +before +NO +1/3  DUPLICATES$");
    }

    @Test
    void doesNotPraiseAResponseForComingAfterTheRequest() {
        assertThat(printed(FindingTable::new, MODEST))
                .containsPattern("(?m)^modest +response +after +after +no hook: by response +1/1$");
    }

    @Test
    void printsOneObjectALine() {
        assertThat(printed(FindingJson::new, LIAR))
                .isEqualToIgnoringNewLines("{\"client\":\"liar\",\"hook\":\"whenSent\",\"claim\":\"WRITTEN\","
                        + "\"heldPeer\":\"AFTER\",\"stalledHook\":\"BEFORE\",\"verdict\":\"BEFORE\","
                        + "\"copiesFresh\":1,\"copiesReused\":3}");
    }

    private static String printed(Function<PrintWriter, FindingPrinter> make, Finding finding) {
        StringWriter text = new StringWriter();
        FindingPrinter printer = make.apply(new PrintWriter(text));
        printer.begin();
        printer.add(finding);
        printer.end();
        return text.toString();
    }
}
