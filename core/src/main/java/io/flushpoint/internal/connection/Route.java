package io.flushpoint.internal.connection;

import io.flushpoint.HttpProtocol;
import io.flushpoint.Proxy;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The way to an endpoint: straight, by a proxy, or by a Unix domain socket.
 *
 * @param proxy null if there is none between
 * @param unixSocket null if it is TCP
 * @param protocol which version of HTTP is wanted of who is there
 */
public record Route(
        Endpoint endpoint, @Nullable Proxy proxy, @Nullable Path unixSocket, HttpProtocol protocol) {
    /** The host that TCP connects to. */
    String host() {
        return proxy == null ? endpoint.host() : proxy.host();
    }

    /** The port that TCP connects to. */
    int port() {
        return proxy == null ? endpoint.port() : proxy.port();
    }

    /** Whether the proxy passes bytes on without reading them, and is asked to before. */
    boolean isTunnel() {
        return proxy != null && !isForwarding();
    }

    /** Whether the proxy is sent the requests, and sends its own. None is trusted to speak HTTP/2. */
    public boolean isForwarding() {
        return proxy != null
                && proxy.kind() == Proxy.Kind.HTTP
                && !endpoint.secure()
                && protocol != HttpProtocol.HTTP_2;
    }

    /** Whether HTTP/2 is spoken on a channel that leads there: chosen by ALPN, or known beforehand. */
    boolean speaksHttp2(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return tls == null
                ? protocol == HttpProtocol.HTTP_2
                : ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol());
    }

    /** Whether the version that is wanted is spoken on a channel that leads there. */
    boolean isSpokenAsWanted(Channel channel) {
        return protocol != HttpProtocol.HTTP_2 || speaksHttp2(channel);
    }
}
