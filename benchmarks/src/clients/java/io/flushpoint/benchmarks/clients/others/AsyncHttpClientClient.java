package io.flushpoint.benchmarks.clients.others;

import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Target;
import io.flushpoint.benchmarks.clients.Witness;
import java.io.IOException;
import org.asynchttpclient.AsyncCompletionHandler;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClientConfig;
import org.asynchttpclient.Request;
import org.asynchttpclient.RequestBuilder;
import org.asynchttpclient.Response;
import org.asynchttpclient.netty.request.NettyRequest;
import org.jspecify.annotations.Nullable;

/** AsyncHttpClient with one I/O thread and its default of retries. */
final class AsyncHttpClientClient implements OpenClient {
    private final AsyncHttpClient client;
    private final Request request;
    private final boolean onSend;

    AsyncHttpClientClient(Target target, boolean onSend) throws Exception {
        this.onSend = onSend;
        DefaultAsyncHttpClientConfig.Builder config = new DefaultAsyncHttpClientConfig.Builder()
                .setIoThreadsCount(1)
                .setHttp2Enabled(false)
                .setUseNativeTransport(target.epoll())
                .setMaxConnectionsPerHost(target.connections());
        if (target.connections() > 1) {
            // Without it, a post that finds all connections taken fails.
            config.setAcquireFreeChannelTimeout((int) PATIENCE.toMillis());
        }
        if (target.secure()) {
            config.setSslContext(Certificates.netty(target));
        }
        client = new DefaultAsyncHttpClient(config.build());
        request = new RequestBuilder("POST")
                .setUrl(target.uri().toString())
                .setHeader("content-type", "application/octet-stream")
                .setBody(target.body())
                .build();
    }

    @Override
    public void post(Witness witness) {
        client.executeRequest(request, new Handler(witness, onSend));
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    private static final class Handler extends AsyncCompletionHandler<Void> {
        private final Witness witness;
        private final boolean onSend;

        Handler(Witness witness, boolean onSend) {
            this.witness = witness;
            this.onSend = onSend;
        }

        @Override
        public void onRequestSend(NettyRequest sent) {
            if (onSend) {
                witness.hook();
            }
        }

        @Override
        public State onHeadersWritten() {
            if (!onSend) {
                witness.hook();
            }
            return State.CONTINUE;
        }

        @Override
        public @Nullable Void onCompleted(Response response) {
            witness.answered();
            return null;
        }

        @Override
        public void onThrowable(Throwable cause) {
            witness.failed(cause);
        }
    }
}
