package io.flushpoint.internal.connection;

import io.flushpoint.Failure;
import io.flushpoint.Proxy;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has a proxy open a tunnel to an endpoint: by {@code CONNECT} (RFC 9110 §9.3.6) or by SOCKS 5 (RFC 1928), which looks up the
 * endpoint's name.
 */
final class Tunnel {
    private static final String HANDLER = "proxy";
    private static final String ANSWER = "tunnel-answer";

    private final OpeningSteps steps;
    private final long limitMillis;
    private final Route route;
    private final DuplexChannel channel;
    private final Consumer<DuplexChannel> onOpen;

    Tunnel(OpeningSteps steps, long limitMillis, Route route, DuplexChannel channel, Consumer<DuplexChannel> onOpen) {
        this.steps = steps;
        this.limitMillis = limitMillis;
        this.route = route;
        this.channel = channel;
        this.onOpen = onOpen;
    }

    /**
     * Adds what speaks to the proxy to the pipeline of a socket that is to be connected.
     *
     * @param proxyAt an address of the proxy
     * @return what the socket is to be connected to
     */
    static InetSocketAddress prepare(ChannelPipeline pipeline, Route route, InetSocketAddress proxyAt) {
        Proxy proxy = Objects.requireNonNull(route.proxy());
        String user = proxy.user().orElse(null);
        String password = proxy.password().orElse(null);
        Endpoint endpoint = route.endpoint();
        if (proxy.kind() == Proxy.Kind.SOCKS5) {
            add(pipeline, new Socks5ProxyHandler(proxyAt, user, password));
            InetAddress literal = NetUtil.createInetAddressFromIpAddressString(endpoint.host());
            if (literal != null) {
                return new InetSocketAddress(
                        literal, endpoint.port()); // RFC 1928 §5 has types of their own for addresses
            }
        } else {
            add(pipeline, byConnect(proxyAt, user, password));
            pipeline.addBefore(HANDLER, ANSWER, new TunnelAnswer());
        }
        return InetSocketAddress.createUnresolved(endpoint.host(), endpoint.port());
    }

    private static void add(ChannelPipeline pipeline, ProxyHandler handler) {
        handler.setConnectTimeoutMillis(0); // our deadline knows about freezes
        pipeline.addBefore(OpeningGuard.NAME, HANDLER, handler);
    }

    private static ProxyHandler byConnect(InetSocketAddress proxyAt, @Nullable String user, @Nullable String password) {
        return user == null || password == null
                ? new HttpProxyHandler(proxyAt)
                : new HttpProxyHandler(proxyAt, user, password);
    }

    /** Waits for the tunnel, on a socket that is connected. */
    void start() {
        steps.arm(
                limitMillis,
                () -> steps.fail(
                        Failure.PROXY_TIMEOUT,
                        "no tunnel through " + route.proxy() + " within " + limitMillis + " ms",
                        null));
        ProxyHandler handler = channel.pipeline().get(ProxyHandler.class);
        handler.connectFuture().addListener(opened -> steps.run(() -> ended(opened)));
    }

    private void ended(Future<?> opened) {
        if (steps.isOver()) {
            return;
        }
        if (opened.isSuccess()) {
            steps.took();
            channel.pipeline().remove(HANDLER);
            if (channel.pipeline().get(ANSWER) != null) {
                channel.pipeline().remove(ANSWER);
            }
            onOpen.accept(channel);
        } else {
            Throwable cause = opened.cause();
            steps.fail(Failure.PROXY_FAILED, "no tunnel through " + route.proxy() + ": " + why(cause), cause);
        }
    }

    /** Netty falls over a proxy of SOCKS 5 that picks a method which it was not offered. */
    private static @Nullable String why(Throwable cause) {
        return cause.getCause() instanceof RuntimeException ? "its answer is not understood" : cause.getMessage();
    }
}
