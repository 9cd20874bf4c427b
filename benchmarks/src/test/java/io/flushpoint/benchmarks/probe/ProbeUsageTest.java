package io.flushpoint.benchmarks.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProbeUsageTest {
    private static final String URL = "http://127.0.0.1:9/?token=s3cr3t";

    @TempDir
    Path folder;

    static Stream<Arguments> wrong() {
        return Stream.of(
                wrong("URL"),
                wrong("too many", URL, URL),
                wrong("scheme", "ftp://127.0.0.1/?token=s3cr3t"),
                wrong("userinfo", "http://user:s3cr3t@127.0.0.1/"),
                wrong("absolute", "/only/a/path?token=s3cr3t"),
                wrong("unknown option --colour", "--colour=s3cr3t", URL),
                wrong("unknown option -s", "-s3cr3t", URL),
                wrong("--level", "--level", "delivered", URL),
                wrong("--loop", "--loop", "none", URL),
                wrong("--transport", "--transport", "kqueue", URL),
                wrong("--tls", "--tls", "none", URL),
                wrong("--count", "--count", "0", URL),
                wrong("--count", "--count", "many", URL),
                wrong("--count", "--count", "1", "--count", "2", URL),
                wrong("--interval", "--interval", "-1", URL),
                wrong("--timeout", "--timeout", "0", URL),
                wrong("--timeout", "--timeout", "3600001", URL),
                wrong("--linger", "--linger", "-1", URL),
                wrong("--data-size", "--data-size", "-1", URL),
                wrong("only one of", "--data", "s3cr3t", "--data-size", "3", URL),
                wrong("only one of", "--data-size", "3", "--data-file", "/dev/null", URL),
                wrong("method", "--method", "GE T", URL),
                wrong("--header number 2", "--header", "a: b", "--header", "s3cr3t", URL),
                wrong("--header number 1", "--header", ": s3cr3t", URL),
                wrong("header name", "--header", "x y: s3cr3t", URL),
                wrong("header A", "--header", "A: s3cr3t\r\nB: c", URL),
                wrong("header Content-Length", "--header", "Content-Length: 7", URL),
                wrong("--key", "--cert", "/dev/null", URL),
                wrong("--proxy", "--proxy", "https://user:s3cr3t@proxy.test", URL),
                wrong("--proxy", "--proxy", "http://s3cr3t here", URL),
                wrong("--cert", "--key", "/dev/null", URL));
    }

    private static Arguments wrong(String reason, String... words) {
        return Arguments.of(reason, words);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("wrong")
    void badUsageExitsWithTwoAndTheReasonWithoutSecrets(String reason, String[] words) {
        Probe probe = Probe.run(words);

        assertThat(probe.exitCode()).isEqualTo(2);
        assertThat(probe.err()).startsWith("probe: ").contains(reason).doesNotContain("s3cr3t");
        assertThat(probe.out()).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        String missing = folder.resolve("missing").toString();

        for (String option : new String[] {"--data-file", "--ca"}) {
            Probe probe = Probe.run(option, missing, URL);
            assertThat(probe.exitCode()).isEqualTo(2);
            assertThat(probe.err()).contains(missing);
        }
        assertThat(Probe.run("--data-file", folder.toString(), URL).err()).contains("not a regular file");
    }

    @Test
    void aFileThatIsNoPemIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("ca.pem"), "s3cr3t");

        Probe ca = Probe.run("--ca", file.toString(), URL);
        Probe client = Probe.run("--cert", file.toString(), "--key", file.toString(), URL);

        assertThat(ca.exitCode()).isEqualTo(2);
        assertThat(ca.err()).contains(file.toString()).doesNotContain("s3cr3t");
        assertThat(client.exitCode()).isEqualTo(2);
        assertThat(client.err()).contains(file.toString()).doesNotContain("s3cr3t");
    }

    @Test
    @EnabledIfSystemProperty(named = "flushpoint.natives", matches = "false")
    void aTransportOrTlsProviderThatIsNotThereIsBadUsage() {
        assertThat(Probe.run("--transport", "epoll", URL).exitCode()).isEqualTo(2);
        assertThat(Probe.run("--tls", "boringssl", URL).exitCode()).isEqualTo(2);
    }

    @Test
    void helpIsNoBadUsage() {
        Probe help = Probe.run("--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("--level", "--linger", "Exit code");
        assertThat(help.err()).isEmpty();
    }
}
