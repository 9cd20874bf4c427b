package io.flushpoint.internal.encode;

import io.flushpoint.Body;
import io.flushpoint.Header;
import io.flushpoint.SendRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Head of a request: the caller's headers, and the ones that the sender owns, with exactly one framing. */
public final class RequestHead {
    /** Methods whose request has content by definition, so that its absence is stated (RFC 9110 §8.6). */
    private static final Set<String> WITH_CONTENT = Set.of("POST", "PUT", "PATCH");

    private static final String USER_AGENT = "flushpoint";

    /** Takes the header section, field by field. */
    public interface Fields {
        /** The next field. */
        void add(CharSequence name, CharSequence value);

        /** The next field, whose value is a number. */
        void addLength(CharSequence name, long value);
    }

    private RequestHead() {}

    static HttpMethod method(SendRequest request) {
        return HttpMethod.valueOf(request.method());
    }

    /**
     * The header section, with Netty's validation on.
     *
     * @param forwarding null if no proxy sends it on
     * @param length of the content; -1 if it is sent chunked
     */
    static HttpHeaders headers(SendRequest request, @Nullable Forwarding forwarding, long length) {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        give(request, forwarding, length, new Fields() {
            @Override
            public void add(CharSequence name, CharSequence value) {
                headers.add(name, value);
            }

            @Override
            public void addLength(CharSequence name, long value) {
                headers.add(name, value);
            }
        });
        return headers;
    }

    /** Gives the fields of the header section, in the order in which they are sent. */
    public static void give(SendRequest request, @Nullable Forwarding forwarding, long length, Fields fields) {
        fields.add(HttpHeaderNames.HOST, request.authority());
        if (forwarding != null && forwarding.authorization() != null) {
            fields.add(HttpHeaderNames.PROXY_AUTHORIZATION, forwarding.authorization());
        }
        List<Header> callers = request.headers();
        boolean callersUserAgent = false;
        for (int i = 0; i < callers.size(); i++) {
            Header header = callers.get(i);
            fields.add(header.name(), header.value());
            callersUserAgent |= HttpHeaderNames.USER_AGENT.contentEqualsIgnoreCase(header.name());
        }
        if (!callersUserAgent) {
            fields.add(HttpHeaderNames.USER_AGENT, USER_AGENT);
        }
        if (length < 0) {
            fields.add(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else if (length > 0 || !(request.body() instanceof Body.Empty) || WITH_CONTENT.contains(request.method())) {
            fields.addLength(HttpHeaderNames.CONTENT_LENGTH, length);
        }
    }
}
