package io.flushpoint.functional;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.apache.hc.core5.http.impl.io.ContentLengthInputStream;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestParser;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;
import org.apache.hc.core5.http.message.BasicLineParser;
import org.apache.hc.core5.http.message.RequestLine;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * Bytes as Apache HttpCore understands them: one request, and how many bytes lie behind it.
 *
 * @param headers in order, as {@code name: value}
 */
@SuppressWarnings("ArrayRecordComponent") // looked at, not compared
record ParsedRequest(String method, String target, String version, List<String> headers, byte[] content, int surplus) {
    private static final int BUFFER = 8192;

    static ParsedRequest of(byte[] wire) throws IOException, HttpException {
        ByteArrayInputStream in = new ByteArrayInputStream(wire);
        SessionInputBufferImpl buffer = new SessionInputBufferImpl(BUFFER);
        Line line = new Line();
        ClassicHttpRequest head = new DefaultHttpRequestParser(Http1Config.DEFAULT, line, null).parse(buffer, in);
        List<String> headers = new ArrayList<>();
        head.headerIterator().forEachRemaining(header -> headers.add(header.getName() + ": " + header.getValue()));
        byte[] content = content(DefaultContentLengthStrategy.INSTANCE.determineLength(head), buffer, in);
        return new ParsedRequest(
                head.getMethod(),
                line.target,
                String.valueOf(head.getVersion()),
                headers,
                content,
                buffer.length() + in.available());
    }

    private static byte[] content(long length, SessionInputBufferImpl buffer, ByteArrayInputStream in)
            throws IOException {
        if (length == ContentLengthStrategy.CHUNKED) {
            return new ChunkedInputStream(buffer, in).readAllBytes();
        }
        return length > 0 ? new ContentLengthInputStream(buffer, in, length).readAllBytes() : new byte[0];
    }

    /** Keeps the target as it was read: a request of theirs that is asked for it leaves out what could be an authority. */
    private static final class Line extends BasicLineParser {
        private String target = "";

        @Override
        public RequestLine parseRequestLine(CharArrayBuffer buffer) throws ParseException {
            RequestLine line = super.parseRequestLine(buffer);
            target = line.getUri();
            return line;
        }
    }
}
