package io.flushpoint.opentelemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.IOException;
import java.io.OutputStream;

/** A message of the caller's own memory. */
class FakeMessage implements MessageWriter {
    private final byte[] memory;

    FakeMessage(String text) {
        this(text.getBytes(UTF_8));
    }

    FakeMessage(byte[] memory) {
        this.memory = memory;
    }

    @Override
    public void writeMessage(OutputStream out) throws IOException {
        out.write(memory);
    }

    @Override
    public int getContentLength() {
        return memory.length;
    }
}
