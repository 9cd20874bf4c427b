package io.flushpoint.benchmarks.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A SAM template, read strictly: a key that stands twice is an error, and so is a tag that is
 * not one of CloudFormation's short forms.
 */
final class Template {
    static final Path DOCS = Path.of("").toAbsolutePath().resolveSibling("docs");

    /** Of the sample functions. */
    static final Path FILE = DOCS.resolve("deploy/template.yaml");

    private final Map<String, Object> content;

    private Template(Map<String, Object> content) {
        this.content = content;
    }

    static Template read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a template.
     *
     * @throws org.yaml.snakeyaml.error.YAMLException if it is none
     */
    static Template parse(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Template(new Yaml(new ShortForms(options)).load(text));
    }

    /** A section such as {@code Resources}. */
    Map<String, Object> section(String name) {
        return map(content.get(name));
    }

    /** The properties of each function by its name, those of the globals included; variables of both are merged. */
    Map<String, Map<String, Object>> functions() {
        Map<String, Object> globals = map(content.getOrDefault("Globals", Map.of("Function", Map.of())));
        Map<String, Object> common = map(globals.get("Function"));
        Map<String, Map<String, Object>> functions = new HashMap<>();
        section("Resources").forEach((name, resource) -> {
            if (map(resource).get("Type").equals("AWS::Serverless::Function")) {
                functions.put(name, merged(common, map(map(resource).get("Properties"))));
            }
        });
        return functions;
    }

    private static Map<String, Object> merged(Map<String, Object> common, Map<String, Object> own) {
        Map<String, Object> merged = new HashMap<>(common);
        merged.putAll(own);
        Map<String, Object> variables = new HashMap<>(variables(common));
        variables.putAll(variables(own));
        merged.put("Environment", Map.of("Variables", variables));
        return merged;
    }

    private static Map<String, Object> variables(Map<String, Object> properties) {
        Object environment = properties.getOrDefault("Environment", Map.of("Variables", Map.of()));
        return map(map(environment).get("Variables"));
    }

    @SuppressWarnings("unchecked") // YAML's keys are strings in a template
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    /** What {@code !Ref} and {@code !GetAtt} name. */
    record Reference(String target) {}

    private static final class ShortForms extends SafeConstructor {
        ShortForms(LoaderOptions options) {
            super(options);
            for (String tag : new String[] {"!Ref", "!GetAtt"}) {
                yamlConstructors.put(new Tag(tag), new AbstractConstruct() {
                    @Override
                    public Object construct(Node node) {
                        return new Reference(((ScalarNode) node).getValue());
                    }
                });
            }
        }
    }
}
