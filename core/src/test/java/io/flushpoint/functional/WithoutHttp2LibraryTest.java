package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpProtocol;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.Transport;
import io.flushpoint.testkit.ChildJvm;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar of HTTP/2 is optional: without it all else works, and asking for HTTP/2 names it; with it, it is not touched. */
class WithoutHttp2LibraryTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void aSenderSendsAndOneOfHttp2SaysWhatItNeeds() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                ChildJvm child = ChildJvm.of(Child.class, server.uri("/").toString())
                        .without("netty-codec-http2")
                        .start()) {
            child.await("default: 200 HTTP_1_1", SOON);
            child.await("auto: 200 HTTP_1_1", SOON);
            child.await("h2: HTTP/2 needs io.netty:netty-codec-http2", SOON);
        }
    }

    @Test
    void aSenderOfHttp11LoadsNothingOfHttp2(@TempDir Path directory) throws IOException {
        Path loaded = directory.resolve("loaded");
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                ChildJvm child = ChildJvm.of(Child.class, server.uri("/").toString(), "default only")
                        .withJvmArgument("-Xlog:class+load:file=" + loaded)
                        .start()) {
            child.await("default: 200 HTTP_1_1", SOON);
            child.exitValue(SOON);
        }
        assertThat(Files.readString(loaded))
                .contains("io.flushpoint.internal.dispatch.Attempt")
                .doesNotContain("io.netty.handler.codec.http2")
                .doesNotContain("io.flushpoint.internal.http2");
    }

    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            SenderOptions options = SenderOptions.defaults().transport(Transport.NIO);
            System.out.println("default: " + send(options, arguments[0]));
            if (arguments.length > 1) {
                return;
            }
            System.out.println("auto: " + send(options.protocol(HttpProtocol.AUTO), arguments[0]));
            try {
                System.out.println("h2: " + send(options.protocol(HttpProtocol.HTTP_2), arguments[0]));
            } catch (IllegalStateException e) {
                System.out.println("h2: " + e.getMessage());
            }
        }

        private static String send(SenderOptions options, String uri) throws Exception {
            try (HttpSender sender = HttpSender.create(options)) {
                var receipt = sender.send(SendRequest.get(uri), DeliveryLevel.ANSWERED)
                        .await(SOON);
                return receipt.status().orElseThrow() + " " + receipt.protocol().orElseThrow();
            }
        }
    }
}
