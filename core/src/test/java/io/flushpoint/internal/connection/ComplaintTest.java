package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComplaintTest {
    /** Messages of Netty 4.2, and what is left of them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    Invalid HTTP/2 pseudo-header ':s3cr3t' encountered. | Invalid HTTP/2 pseudo-header
                    invalid header name [s3cr3t] | invalid header name
                    Found invalid Pseudo-Header in trailers: s3cr3t | Found invalid Pseudo-Header in trailers
                    Validation failed for header 'a': s3cr3t | Validation failed for header
                    invalid version format: s3cr3t | invalid version format
                    For input string: "s3cr3t" | For input string
                    not an SSL/TLS record: 733363723374 | not an SSL/TLS record
                    """)
    void whatIsRepeatedIsLeftOut(String message, String left) {
        assertThat(Complaint.of(new IllegalArgumentException(message))).isEqualTo(left);
        assertThat(Complaint.shown(new DecoderException(new IllegalArgumentException(message))))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Frame length: 41258 exceeds maximum: 16384",
                "Flow control window exceeded for stream: 3",
                "First received frame was not SETTINGS. Hex dump for first 5 bytes: 485454502f",
                "Stream 3 does not exist"
            })
    void theRestIsSaidInFull(String message) {
        IllegalArgumentException cause = new IllegalArgumentException(message);

        assertThat(Complaint.of(cause)).isEqualTo(message);
        assertThat(Complaint.shown(cause)).isSameAs(cause);
    }

    @Test
    void withoutAMessageItIsTheKindOfFailure() {
        assertThat(Complaint.of(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    @Test
    void bytesInPlaceOfTlsAreNotDumped() {
        DecoderException failure =
                new DecoderException(new NotSslRecordException("not an SSL/TLS record: 733363723374"));

        assertThat(Causes.innermost(failure)).isEqualTo("not an SSL/TLS record");
        assertThat(Causes.shown(failure)).isNull();
    }
}
