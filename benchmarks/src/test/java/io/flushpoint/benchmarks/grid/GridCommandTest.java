package io.flushpoint.benchmarks.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;

class GridCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void measuresEveryCombinationRoundByRound() {
        assertThat(execute("-i", "2", "-p", "scheme=http,https")).isZero();

        assertThat(out.toString().lines().map(JSONObject::new).map(GridCommandTest::inShort))
                .containsExactly(
                        "1 http a",
                        "1 http b",
                        "1 https a",
                        "1 https b",
                        "2 http a",
                        "2 http b",
                        "2 https a",
                        "2 https b");
        assertThat(err.toString()).contains("8/8, ").contains("8 measured in ");
    }

    @Test
    void namesWhatCannotBeMeasuredHere() {
        assertThat(execute("-p", "client=a,absent")).isZero();

        assertThat(err.toString()).contains("not measured, 1 combinations: absent is not in this build");
        assertThat(out.toString().lines()).hasSize(1);
    }

    @Test
    void goesOnAfterAFailureButSaysSo() {
        assertThat(execute("-p", "client=broken,b")).isEqualTo(1);

        assertThat(err.toString())
                .contains("failed: scheme=http client=broken: ")
                .contains("no luck");
        assertThat(out.toString().lines()).hasSize(1);
    }

    @Test
    void refusesAParameterThatDoesNotExist() {
        assertThat(execute("-p", "colour=red")).isEqualTo(2);

        assertThat(err.toString()).contains("no parameter colour, only [scheme, client]");
    }

    private static String inShort(JSONObject line) {
        return line.getInt("round") + " " + line.getString("scheme") + " " + line.getString("client");
    }

    private int execute(String... arguments) {
        return GridCommand.commandLine(new Planted())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private static final class Planted implements Experiment {
        @Override
        public String name() {
            return "Planted";
        }

        @Override
        public String description() {
            return "Measures nothing.";
        }

        @Override
        public Map<String, List<String>> parameters() {
            Map<String, List<String>> parameters = new LinkedHashMap<>();
            parameters.put("scheme", List.of("http"));
            parameters.put("client", List.of("a", "b"));
            return parameters;
        }

        @Override
        public int rounds() {
            return 1;
        }

        @Override
        public String obstacle(Cell cell) {
            return cell.text("client").equals("absent") ? "absent is not in this build" : "";
        }

        @Override
        public JSONObject run(Cell cell) {
            if (cell.text("client").equals("broken")) {
                throw new IllegalStateException("no luck");
            }
            return new JSONObject().put("figure", 1);
        }
    }
}
