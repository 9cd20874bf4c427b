package io.flushpoint.internal.connection;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;

/**
 * The one header section of a connection's responses, used again for each, with Netty's validation on: nobody keeps a
 * response beyond the reading of its head. Confined to one event loop.
 */
final class ReusedHeaders implements HttpHeadersFactory {
    private final HttpHeaders headers =
            DefaultHttpHeadersFactory.headersFactory().newHeaders();

    @Override
    public HttpHeaders newHeaders() {
        return headers.clear();
    }

    @Override
    public HttpHeaders newEmptyHeaders() {
        return newHeaders();
    }
}
