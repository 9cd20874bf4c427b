package io.flushpoint.functional;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.Proxies;
import io.flushpoint.Proxy;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.Transport;
import io.flushpoint.testkit.ChildJvm;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A class path without the optional jar of proxies: all else works, and asking for a proxy names it. */
class WithoutProxyLibraryTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void aSenderSendsAndOneWithProxiesSaysWhatItNeeds() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                ChildJvm child = ChildJvm.of(Child.class, server.uri("/").toString())
                        .without("netty-handler-proxy", "netty-codec-socks")
                        .start()) {
            child.await("straight: 200", SOON);
            child.await("by proxy: proxies need io.netty:netty-handler-proxy", SOON);
        }
    }

    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            SenderOptions options = SenderOptions.defaults().transport(Transport.NIO);
            try (HttpSender sender = HttpSender.create(options)) {
                int status = sender.send(SendRequest.get(arguments[0]), DeliveryLevel.ANSWERED)
                        .await(SOON)
                        .status()
                        .orElseThrow();
                System.out.println("straight: " + status);
            }
            try (HttpSender sender = HttpSender.create(options.proxies(Proxies.of(Proxy.http("proxy.test", 3_128))))) {
                System.out.println("by proxy: " + sender);
            } catch (IllegalStateException e) {
                System.out.println("by proxy: " + e.getMessage());
            }
        }
    }
}
