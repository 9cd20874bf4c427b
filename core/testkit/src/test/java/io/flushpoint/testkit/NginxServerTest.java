package io.flushpoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

@RequiresNginx
class NginxServerTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String POST = "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";

    @Test
    void answersAndLogsEachRequestOfAConnection() throws Exception {
        try (NginxServer server = NginxOptions.defaults().start();
                RawClient client = RawClient.connect(server.address())) {
            assertThat(client.send(POST).receiveUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(client.send(POST).receiveUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n");

            assertThat(server.awaitLog(2, SOON))
                    .extracting(NginxServer.Logged::nth)
                    .containsExactly(1, 2);
            assertThat(server.log().get(0).requestLength()).isEqualTo(POST.length());
            assertThat(server.log().get(0).target()).isEqualTo("/p");
            assertThat(server.log().get(0).completed()).isTrue();
        }
    }

    @Test
    void speaksTls() throws Exception {
        TestPki pki = TestPki.create();
        try (NginxServer server = NginxOptions.defaults().tls(pki.server()).start();
                RawClient client = RawClient.connect(server.address(), pki.clientContext(), "localhost")) {
            assertThat(client.send(POST).receiveUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void obeysDirectives() throws Exception {
        NginxOptions once =
                NginxOptions.defaults().directive("keepalive_requests 1;").location("return 503;");
        try (NginxServer server = once.start();
                RawClient client = RawClient.connect(server.address())) {
            assertThat(client.send(POST).receiveAll())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("Connection: close");
        }
    }

    @Test
    void aReloadReplacesItsWorker() throws Exception {
        try (NginxServer server = NginxOptions.defaults().withMaster().start()) {
            List<Long> before = server.workers();
            server.reload();
            Await.until("another worker", () -> Collections.disjoint(server.workers(), before), SOON);

            assertThat(before).hasSize(1);
            try (RawClient client = RawClient.connect(server.address())) {
                assertThat(client.send(POST).receiveUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
            }
        }
    }

    @Test
    void itsWorkersEndWithIt() {
        NginxServer server = NginxOptions.defaults().withMaster().start();
        long worker = server.workers().get(0);
        server.close();

        assertThat(ProcessHandle.of(worker).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void saysWhyItDoesNotStart() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() ->
                        NginxOptions.defaults().directive("no_such_directive;").start())
                .withMessageContaining("no_such_directive");
    }
}
