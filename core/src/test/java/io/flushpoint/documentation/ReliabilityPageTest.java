package io.flushpoint.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.SenderListener;
import io.flushpoint.WireState;
import io.flushpoint.testkit.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReliabilityPageTest {
    private static final String PAGE = "docs/reliability.md";
    private static final String BEGIN = "<!-- scenarios:begin -->\n";
    private static final String END = "<!-- scenarios:end -->";

    /** Property of the command that writes the page. */
    private static final String WRITE = "write";

    private static final Pattern CONSTANT = Pattern.compile("`([A-Z][A-Z_]+)`");

    private final List<Scenario> scenarios = Scenario.all();
    private final List<Proof> proofs = Proofs.all();

    @Test
    void thePageSaysWhatTheTestsProve() throws IOException {
        Path file = Pages.ROOT.resolve(PAGE);
        String page = Pages.text(file);
        assertThat(page).contains(BEGIN).contains(END);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        String generated = generated();
        if (System.getProperty(WRITE) != null) {
            Files.writeString(file, page.substring(0, begin) + generated + page.substring(end));
        } else {
            assertThat(page.substring(begin, end).lines())
                    .as("the page, which says how it is written anew")
                    .containsExactlyElementsOf(generated.lines().toList());
        }
    }

    @Test
    void everyScenarioThatATestNamesIsInTheCatalogue() {
        Set<String> names = scenarios.stream().map(Scenario::name).collect(Collectors.toSet());
        assertThat(names).hasSameSizeAs(scenarios);
        assertThat(proofs).isNotEmpty().allSatisfy(proof -> assertThat(names).containsAll(proof.scenarios()));
    }

    /** One transport at least, one way of TLS or its absence, one version of HTTP; or it is said that none is needed. */
    @Test
    void everyProofSaysWhatItRanOver() {
        assertThat(proofs).allSatisfy(proof -> {
            Set<Medium.Kind> kinds = proof.media().stream().map(Medium::kind).collect(Collectors.toSet());
            assertThat(kinds)
                    .as("%s %s", proof.source(), proof.method())
                    .isIn(
                            EnumSet.of(Medium.Kind.NONE),
                            EnumSet.of(Medium.Kind.TRANSPORT, Medium.Kind.TLS, Medium.Kind.PROTOCOL));
        });
    }

    @Test
    void whatIsToldIsToldInConstantsThatThereAre() {
        Set<String> known = Stream.<Enum<?>[]>of(
                        Failure.values(),
                        WireState.values(),
                        DeliveryLevel.values(),
                        DeliveryReport.Kind.values(),
                        SenderListener.RetireReason.values())
                .flatMap(Arrays::stream)
                .map(Enum::name)
                .collect(Collectors.toSet());
        assertThat(scenarios)
                .allSatisfy(scenario -> assertThat(
                                CONSTANT.matcher(scenario.outcome()).results().map(found -> found.group(1)))
                        .allMatch(known::contains));
    }

    @Test
    void numbersGoOnWithoutAGap() {
        List<Integer> numbers =
                scenarios.stream().map(Scenario::number).distinct().toList();
        assertThat(numbers)
                .containsExactlyElementsOf(Stream.iterate(1, number -> number + 1)
                        .limit(numbers.size())
                        .toList());
    }

    private String generated() {
        List<String> lines = new ArrayList<>();
        List<Scenario> open = scenarios.stream()
                .filter(scenario -> !missing(scenario).isEmpty())
                .toList();
        long all = scenarios.stream().map(Scenario::number).distinct().count();
        long red = open.stream().map(Scenario::number).distinct().count();
        lines.add("Of " + all + " scenarios " + (all - red) + " are proven wherever they can happen.");
        if (!open.isEmpty()) {
            lines.add("Missing: "
                    + open.stream()
                            .map(scenario -> "`" + scenario.name() + "` (" + words(missing(scenario)) + ")")
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        String group = "";
        for (Scenario scenario : scenarios) {
            if (!scenario.group().equals(group)) {
                group = scenario.group();
                lines.add("");
                lines.add("### " + group);
                lines.add("");
                lines.add(
                        "| | scenario | what happens | what is told | where | transports | TLS | protocols | tests |");
                lines.add("|---:|---|---|---|---|---|---|---|---|");
            }
            lines.add(row(scenario));
        }
        return String.join("\n", lines) + "\n";
    }

    private String row(Scenario scenario) {
        List<Proof> of = proofs(scenario);
        return Stream.of(
                        Integer.toString(scenario.number()),
                        "`" + scenario.name() + "`",
                        scenario.title(),
                        scenario.outcome(),
                        scenario.where().isEmpty() ? "everywhere" : scenario.where(),
                        media(scenario, Medium.Kind.TRANSPORT),
                        media(scenario, Medium.Kind.TLS),
                        media(scenario, Medium.Kind.PROTOCOL),
                        of.isEmpty() ? "**missing**" : tests(of))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    /** Of what the tests of a scenario are to run over, what none of them does. */
    private Set<Medium> missing(Scenario scenario) {
        if (proofs(scenario).isEmpty()) {
            return EnumSet.of(Medium.NO_CONNECTION);
        }
        Set<Medium> missing = scenario.media();
        proofs(scenario).forEach(proof -> missing.removeAll(proof.media()));
        return missing;
    }

    private List<Proof> proofs(Scenario scenario) {
        return proofs.stream().filter(proof -> proof.isOf(scenario)).toList();
    }

    private String media(Scenario scenario, Medium.Kind kind) {
        String there = words(of(kind, proofs(scenario).stream().flatMap(proof -> proof.media().stream())));
        String missing = words(of(kind, missing(scenario).stream()));
        return (there.isEmpty() ? "–" : there) + (missing.isEmpty() ? "" : ", **missing:** " + missing);
    }

    private static Set<Medium> of(Medium.Kind kind, Stream<Medium> media) {
        return media.filter(medium -> medium.kind() == kind)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Medium.class)));
    }

    private static String words(Set<Medium> media) {
        return media.contains(Medium.NO_CONNECTION)
                ? "every test"
                : media.stream().map(Medium::words).collect(Collectors.joining(", "));
    }

    /** Each class once, with its tests. */
    private static String tests(List<Proof> of) {
        Map<String, List<String>> bySource = new LinkedHashMap<>();
        of.stream()
                .sorted((one, other) -> (one.source() + one.method()).compareTo(other.source() + other.method()))
                .forEach(proof -> bySource.computeIfAbsent(proof.source(), source -> new ArrayList<>())
                        .add(((proof.method().isEmpty() ? "all" : proof.method()) + " "
                                        + proof.needs().stream()
                                                .map(need -> "(`" + need + "`)")
                                                .collect(Collectors.joining(" ")))
                                .strip()));
        return bySource.entrySet().stream()
                .map(entry -> "[" + entry.getKey().replaceAll(".*/|\\.java", "") + "](../" + entry.getKey() + "): "
                        + String.join(", ", entry.getValue()))
                .collect(Collectors.joining("; "));
    }
}
