package io.flushpoint.benchmarks.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.flushpoint.benchmarks.deploy.Template.Reference;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The SAM template names only what there is: handlers, zips, architectures, references. */
class TemplateTest {
    /** A zip that the build makes, by the name of the architecture at Lambda. */
    private static final Pattern ZIP = Pattern.compile("<function-zip lambda=\"(\\w+)\" netty=\"\\w+\"/>");

    private static final Template TEMPLATE = Template.read(Template.FILE);

    @Test
    void handlersAreClassesThatTheRuntimeCanMake() {
        assertThat(TEMPLATE.functions().values()).isNotEmpty().allSatisfy(function -> {
            // Loaded and not initialised: a handler connects when its class is.
            Class<?> handler = Class.forName(
                    (String) function.get("Handler"), false, getClass().getClassLoader());
            assertThat(RequestHandler.class.isAssignableFrom(handler)
                            || RequestStreamHandler.class.isAssignableFrom(handler))
                    .isTrue();
            assertThat(handler.getPackageName()).isEqualTo("io.flushpoint.benchmarks.lab.function");
            assertThat(Modifier.isPublic(handler.getConstructor().getModifiers()))
                    .isTrue();
        });
    }

    @Test
    void everyFunctionHasTheZipOfItsArchitecture() throws IOException {
        List<String> made = ZIP.matcher(Files.readString(Path.of("src/ant/lab.xml")))
                .results()
                .map(zip -> zip.group(1))
                .toList();
        assertThat(made).containsExactlyInAnyOrder("x86_64", "arm64");
        assertThat(TEMPLATE.functions().values()).allSatisfy(function -> {
            List<?> architectures = (List<?>) function.get("Architectures");
            assertThat(architectures).hasSize(1);
            assertThat(made).contains((String) architectures.get(0));
            assertThat(Template.FILE
                            .resolveSibling((String) function.get("CodeUri"))
                            .normalize())
                    .isEqualTo(Path.of("target", "function-" + architectures.get(0) + ".zip")
                            .toAbsolutePath());
        });
    }

    @Test
    void bothModesAreThereForBothArchitectures() {
        assertThat(TEMPLATE.functions()).containsKeys("OnDemandX86", "OnDemandArm", "SnapStartX86", "SnapStartArm");
        TEMPLATE.functions().forEach((name, function) -> {
            boolean snapStart = name.startsWith("SnapStart");
            assertThat(function.containsKey("SnapStart")).as(name).isEqualTo(snapStart);
            assertThat(function.containsKey("AutoPublishAlias"))
                    .as("SnapStart needs a published version: %s", name)
                    .isEqualTo(snapStart);
        });
    }

    @Test
    void everyReferenceLeadsToAResourceOrAParameter() {
        List<String> references = new ArrayList<>();
        for (String section : List.of("Globals", "Resources", "Outputs")) {
            collect(TEMPLATE.section(section), references);
        }
        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            String target = reference.replaceFirst("\\..*", "");
            assertThat(TEMPLATE.section("Resources").containsKey(target)
                            || TEMPLATE.section("Parameters").containsKey(target))
                    .as(reference)
                    .isTrue();
        });
    }

    @Test
    void theFunctionsMayWriteTheirLogAndNothingElse() throws IOException {
        assertThat(Pattern.compile("\\b(?:logs|sts|[a-z0-9]+):[A-Z]\\w+")
                        .matcher(Files.readString(Template.FILE))
                        .results()
                        .map(action -> action.group()))
                .containsExactlyInAnyOrder("sts:AssumeRole", "logs:CreateLogStream", "logs:PutLogEvents");
        assertThat(TEMPLATE.functions().values())
                .allSatisfy(function -> assertThat(function).containsEntry("Role", new Reference("Role.Arn")));
    }

    @Test
    void aKeyThatStandsTwiceIsAnError() {
        assertThatExceptionOfType(org.yaml.snakeyaml.error.YAMLException.class)
                .isThrownBy(() -> Template.parse("Globals: {}\nGlobals: {}\n"));
        assertThatExceptionOfType(org.yaml.snakeyaml.error.YAMLException.class)
                .isThrownBy(() -> Template.parse("Globals: !Reff x\n"));
    }

    private static void collect(Object value, List<String> references) {
        if (value instanceof Reference reference) {
            references.add(reference.target());
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(each -> collect(each, references));
        } else if (value instanceof List<?> list) {
            list.forEach(each -> collect(each, references));
        }
    }
}
