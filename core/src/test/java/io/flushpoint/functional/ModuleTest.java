package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.HttpSender;
import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The core as the named module that it is on a module path, though the tests run on the class path. */
class ModuleTest {
    /** A second Netty whose loader is collected unloads its natives, and unregisters those of the first with them. */
    private static final List<ModuleLayer> KEPT = new ArrayList<>();

    private static final String NAME = "io.flushpoint";

    @Test
    void resolvesWithTheModulesOnTheClassPath() throws URISyntaxException {
        Configuration resolved = ModuleLayer.boot()
                .configuration()
                .resolve(ModuleFinder.of(modulePath()), ModuleFinder.of(), Set.of(NAME));

        assertThat(resolved.findModule(NAME)).isPresent();
        assertThat(resolved.modules().stream().map(module -> module.name()))
                .contains("io.netty.handler", "io.netty.codec.http", "io.netty.transport.classes.epoll");
    }

    @Test
    void aSenderIsMadeInsideTheNamedModule() throws Exception {
        Configuration configuration = ModuleLayer.boot()
                .configuration()
                .resolve(ModuleFinder.of(modulePath()), ModuleFinder.of(), Set.of(NAME));
        ModuleLayer layer = ModuleLayer.defineModulesWithOneLoader(
                        configuration, List.of(ModuleLayer.boot()), ClassLoader.getPlatformClassLoader())
                .layer();
        KEPT.add(layer);
        Class<?> type = layer.findLoader(NAME).loadClass(HttpSender.class.getName());

        try (AutoCloseable sender = (AutoCloseable) type.getMethod("create").invoke(null)) {
            assertThat(type.getModule().isNamed()).isTrue();
            assertThat(type.getModule()).isSameAs(layer.findModule(NAME).orElseThrow());
            assertThat(sender.getClass().getModule()).isSameAs(type.getModule());
        }
    }

    @Test
    void exportsNothingButThePublicPackage() throws URISyntaxException {
        ModuleReference core = ModuleFinder.of(classes()).find(NAME).orElseThrow();

        assertThat(core.descriptor().exports().stream().map(ModuleDescriptor.Exports::source))
                .containsExactly("io.flushpoint");
        assertThat(core.descriptor().isOpen()).isFalse();
        assertThat(core.descriptor().opens()).isEmpty();
    }

    private static Path classes() throws URISyntaxException {
        return Path.of(HttpSender.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    /** The core first, and those jars that Netty's and the annotations are in. */
    private static Path[] modulePath() throws URISyntaxException {
        List<Path> path = new ArrayList<>();
        path.add(classes());
        path.addAll(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(Files::isRegularFile)
                .filter(jar -> jar.getFileName().toString().matches("(netty|jspecify)-.*\\.jar"))
                .filter(jar -> !jar.toString().contains("pkitesting"))
                .collect(Collectors.toList()));
        return path.toArray(new Path[0]);
    }
}
