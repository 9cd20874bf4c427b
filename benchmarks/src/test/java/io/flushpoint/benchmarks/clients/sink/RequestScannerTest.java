package io.flushpoint.benchmarks.clients.sink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestScannerTest {
    private static final String FIXED = "POST / HTTP/1.1\r\nhost: h\r\nContent-Length: 5\r\n\r\n\r\n\r\n!";
    private static final String CHUNKED =
            "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nt: v\r\n\r\n";
    private static final String BODILESS = "GET / HTTP/1.1\r\nhost: h\r\n\r\n";

    @ParameterizedTest
    @ValueSource(strings = {FIXED, CHUNKED, BODILESS})
    void findsTheEndOfARequestAtItsLastByte(String request) {
        RequestScanner scanner = new RequestScanner();
        byte[] bytes = request.getBytes(ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            assertThat(scanner.scan(new byte[] {bytes[i]}, 1))
                    .as("byte %d", i)
                    .isEqualTo(i + 1 == bytes.length ? 1 : 0);
        }
    }

    @Test
    void countsSeveralRequestsInOneRead() {
        byte[] bytes = (FIXED + CHUNKED + BODILESS + CHUNKED + "POST").getBytes(ISO_8859_1);
        assertThat(new RequestScanner().scan(bytes, bytes.length)).isEqualTo(4);
    }
}
