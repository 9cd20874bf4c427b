package io.flushpoint.internal.http2;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Map;

/** What the heads of responses say (RFC 9113 §8.3.2). */
final class Http2Heads {
    /** No status. */
    static final int MALFORMED = -1;

    private static final int DIGITS = 3;
    private static final int LOWEST = 100;
    private static final int FIELD_BYTES = 32;

    private Http2Heads() {}

    /** The status of a response, or {@link #MALFORMED}. */
    static int status(Http2Headers head) {
        CharSequence status = head.status();
        if (status == null || status.length() != DIGITS) {
            return MALFORMED;
        }
        int value = 0;
        for (int i = 0; i < DIGITS; i++) {
            char digit = status.charAt(i);
            if (digit < '0' || digit > '9') {
                return MALFORMED;
            }
            value = 10 * value + digit - '0';
        }
        return value < LOWEST ? MALFORMED : value;
    }

    /** How many bytes a head has (RFC 9113 §6.5.2). */
    static long size(Http2Headers head) {
        long size = 0;
        for (Map.Entry<CharSequence, CharSequence> field : head) {
            size += FIELD_BYTES + field.getKey().length() + field.getValue().length();
        }
        return size;
    }

    /** Whether a head says that content follows. Its length is a number by now: Netty resets the streams of others (§8.1.1). */
    static boolean promisesContent(Http2Headers head) {
        return head.getLong(HttpHeaderNames.CONTENT_LENGTH, 0) > 0;
    }

    /** The fields of a response that HTTP/1.1 can have as well: without its pseudo-header fields, for one. */
    static HttpHeaders fields(Http2Headers head) {
        HttpHeaders fields = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        for (Map.Entry<CharSequence, CharSequence> field : head) {
            if (isPlain(field.getKey(), field.getValue())) {
                fields.add(field.getKey(), field.getValue());
            }
        }
        return fields;
    }

    private static boolean isPlain(CharSequence name, CharSequence value) {
        return HttpHeaderValidationUtil.validateToken(name) == -1
                && HttpHeaderValidationUtil.validateValidHeaderValue(value) == -1;
    }
}
