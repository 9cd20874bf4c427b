package io.flushpoint.internal.encode;

import io.flushpoint.Body;
import io.flushpoint.Header;
import io.flushpoint.SendRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Set;

/** Head of a request: the caller's headers, and the ones that the sender owns, with exactly one framing. */
final class RequestHead {
    /** Methods whose request has content by definition, so that its absence is stated (RFC 9110 §8.6). */
    private static final Set<String> WITH_CONTENT = Set.of("POST", "PUT", "PATCH");

    private static final String USER_AGENT = "flushpoint";

    private RequestHead() {}

    static HttpMethod method(SendRequest request) {
        return HttpMethod.valueOf(request.method());
    }

    /**
     * The header section, with Netty's validation on.
     *
     * @param length of the content; -1 if it is sent chunked
     */
    static HttpHeaders headers(SendRequest request, long length) {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        headers.add(HttpHeaderNames.HOST, request.authority());
        for (Header header : request.headers()) {
            headers.add(header.name(), header.value());
        }
        if (!headers.contains(HttpHeaderNames.USER_AGENT)) {
            headers.add(HttpHeaderNames.USER_AGENT, USER_AGENT);
        }
        if (length < 0) {
            headers.add(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else if (length > 0 || !(request.body() instanceof Body.Empty) || WITH_CONTENT.contains(request.method())) {
            headers.add(HttpHeaderNames.CONTENT_LENGTH, length);
        }
        return headers;
    }
}
