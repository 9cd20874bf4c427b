package io.flushpoint.benchmarks.clients;

import io.flushpoint.Body;
import io.flushpoint.CallerDrivenSender;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpProtocol;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.Transport;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/** Flushpoint, on either kind of event loop. Its hooks are the delivery levels. */
final class FlushpointFactory implements ClientFactory {
    private final String name;
    private final boolean callerDriven;

    private FlushpointFactory(String name, boolean callerDriven) {
        this.name = name;
        this.callerDriven = callerDriven;
    }

    static FlushpointFactory caller() {
        return new FlushpointFactory("flushpoint-caller", true);
    }

    static FlushpointFactory dedicated() {
        return new FlushpointFactory("flushpoint-dedicated", false);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Hook> hooks() {
        return Stream.of(DeliveryLevel.WRITTEN, DeliveryLevel.SENT, DeliveryLevel.ACKNOWLEDGED)
                .map(level -> Hook.written(level.name()))
                .toList();
    }

    @Override
    public boolean pipelines() {
        return true;
    }

    @Override
    public boolean speaksHttp2(boolean secure) {
        return true;
    }

    @Override
    public int loadNatives(Target target) {
        return Natives.load(target.epoll(), target.secure());
    }

    @Override
    public OpenClient open(Target target, Hook hook) throws Exception {
        SendRequest request = request(target.uri(), Body.of(target.content()));
        DeliveryLevel level = DeliveryLevel.valueOf(hook.name());
        SenderOptions options = options(target);
        if (callerDriven) {
            CallerDrivenSender sender = HttpSender.createCallerDriven(options);
            return new CallerDrivenClient(sender, request, level);
        }
        return new DedicatedClient(HttpSender.create(options), request, level);
    }

    static SendRequest request(URI uri, Body body) {
        return SendRequest.post(uri).body(body, "application/octet-stream");
    }

    static SenderOptions options(Target target) throws Exception {
        SenderOptions options = SenderOptions.defaults()
                .transport(target.epoll() ? Transport.AUTO : Transport.NIO)
                .connectionsPerEndpoint(target.connections())
                .pipeliningDepth(target.depth())
                .protocol(target.http2() ? HttpProtocol.HTTP_2 : HttpProtocol.HTTP_1_1)
                .streamsPerConnection(target.depth());
        return target.secure() ? options.tls(TlsOptions.defaults().trust(target.trustStore())) : options;
    }
}
