package io.flushpoint.internal.connection;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;

/** Searches for frames that break what {@link Http2Play} checks. How to run it: docs/fuzzing.md. */
class Http2AnswersFuzzTest {
    /** Of which Netty tells each that it ignores. */
    private static final Logger FRAMES = Logger.getLogger("io.netty.handler.codec.http2");

    @BeforeAll
    static void silence() {
        FRAMES.setLevel(Level.WARNING);
    }

    @FuzzTest(maxDuration = "1m")
    void hold(byte[] input) {
        Http2Play.of(input);
    }
}
