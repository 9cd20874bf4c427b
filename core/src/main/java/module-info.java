/** HTTP requests with truthful delivery levels. */
module io.flushpoint {
    requires transitive java.net.http;
    requires transitive io.netty.handler;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires static io.netty.codec.http2;
    requires static io.netty.handler.proxy;
    requires static transitive org.jspecify;

    exports io.flushpoint;
}
