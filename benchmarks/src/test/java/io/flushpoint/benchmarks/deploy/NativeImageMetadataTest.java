package io.flushpoint.benchmarks.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.flushpoint.HttpSender;
import io.flushpoint.lambda.LambdaSender;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;

/** The metadata for native images is what the code needs: no class too few, none that is not there. */
class NativeImageMetadataTest {
    private static final String CORE = "/META-INF/native-image/io.flushpoint/flushpoint-core/reflect-config.json";
    private static final String ADAPTER =
            "/META-INF/native-image/io.flushpoint/flushpoint-lambda-adapter/native-image.properties";

    /** What is shipped: the core and the adapter, without this module and without the testkit. */
    private static final JavaClasses SOURCES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(
                    location -> !location.matches(Pattern.compile(".*/io/flushpoint/(benchmarks|testkit)/.*")))
            .importPackagesOf(HttpSender.class, LambdaSender.class);

    /** Netty looks at every handler's methods for {@code @Skip} by reflection, and calls more than it must if it cannot. */
    @Test
    void everyChannelHandlerOfOursIsListedAndNothingElse() throws IOException {
        List<String> listed = new ArrayList<>();
        for (Object entry : new JSONArray(text(CORE))) {
            JSONObject type = (JSONObject) entry;
            listed.add(type.getString("name"));
            assertThat(type.getJSONObject("condition").getString("typeReachable"))
                    .isEqualTo(type.getString("name"));
            assertThat(type.getBoolean("queryAllPublicMethods")).isTrue();
            assertThat(type.keySet()).containsExactlyInAnyOrder("name", "condition", "queryAllPublicMethods");
        }
        assertThat(listed)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(SOURCES.stream()
                        .filter(type -> type.isAssignableTo(ChannelHandler.class))
                        .map(JavaClass::getName)
                        .toList());
    }

    @Test
    void everyClassListedCanBeLoaded() throws IOException {
        assertThat(new JSONArray(text(CORE)).toList())
                .isNotEmpty()
                .allSatisfy(entry -> Class.forName(
                        (String) Template.map(entry).get("name"),
                        false,
                        getClass().getClassLoader()));
    }

    /** A native image has no protocol of {@code java.net.URL} that it was not told of. */
    @Test
    void theAdapterAsksForHttpBecauseItOpensUrls() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = getClass().getResourceAsStream(ADAPTER)) {
            properties.load(in);
        }
        assertThat(properties).containsOnlyKeys("Args").containsEntry("Args", "--enable-url-protocols=http");
        assertThat(SOURCES.stream()
                        .filter(type -> type.getDirectDependenciesFromSelf().stream()
                                .anyMatch(use -> use.getTargetClass().isEquivalentTo(HttpURLConnection.class)))
                        .map(JavaClass::getPackageName))
                .containsOnly("io.flushpoint.lambda");
    }

    @Test
    void whatIsShippedIsLookedAt() {
        assertThat(SOURCES.contain(HttpSender.class)).isTrue();
        assertThat(SOURCES.contain(LambdaSender.class)).isTrue();
    }

    /** But for the JSON of the runtime client, which is primed where classes are loaded, and nothing depends on it. */
    @Test
    void nothingElseOfOursIsFoundByNameOrReadAsAResource() {
        assertThat(SOURCES.stream()
                        .filter(type -> !type.getSimpleName().equals("RuntimeJson"))
                        .flatMap(type -> type.getMethodCallsFromSelf().stream())
                        .filter(NativeImageMetadataTest::needsMetadata))
                .isEmpty();
    }

    private static boolean needsMetadata(JavaMethodCall call) {
        JavaClass owner = call.getTargetOwner();
        if (owner.isEquivalentTo(Class.class)) {
            return call.getName().matches("forName|getResource.*|get(Declared)?(Method|Field|Constructor)s?");
        }
        return owner.isEquivalentTo(ServiceLoader.class)
                || owner.isEquivalentTo(java.lang.reflect.Proxy.class)
                || owner.isAssignableTo(ClassLoader.class);
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = NativeImageMetadataTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
