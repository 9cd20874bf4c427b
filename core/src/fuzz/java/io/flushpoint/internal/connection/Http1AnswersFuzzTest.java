package io.flushpoint.internal.connection;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Searches for an answer over HTTP/1.1 that breaks what {@link Http1Play} checks. How to run it: docs/fuzzing.md. */
class Http1AnswersFuzzTest {
    @FuzzTest(maxDuration = "1m")
    @DictionaryEntries({
        "HTTP/1.1 200",
        "HTTP/1.0",
        "Content-Length",
        "Transfer-Encoding",
        "chunked",
        "Connection",
        "close",
        "Keep-Alive"
    })
    void hold(byte[] input) {
        Http1Play.of(input);
    }
}
