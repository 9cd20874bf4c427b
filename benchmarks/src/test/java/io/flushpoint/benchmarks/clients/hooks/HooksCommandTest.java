package io.flushpoint.benchmarks.clients.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HooksCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command =
            HooksCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void triesTheClientsNamedAndNoOthers() {
        assertThat(command.execute("--client", "floor", "--json")).isZero();
        assertThat(out.toString().lines()).singleElement().asString().contains("\"client\":\"floor\"", "\"AFTER\"");
    }

    @Test
    void refusesAClientThatIsNotInThisBuild() {
        assertThat(command.execute("--client", "telepathy")).isEqualTo(2);
        assertThat(err.toString()).contains("telepathy", "flushpoint-dedicated");
    }
}
