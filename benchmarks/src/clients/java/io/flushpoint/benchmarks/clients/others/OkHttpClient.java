package io.flushpoint.benchmarks.clients.others;

import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Target;
import io.flushpoint.benchmarks.clients.Witness;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.X509TrustManager;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** OkHttp and its dispatcher. The witness is a tag of the request. */
final class OkHttpClient implements OpenClient {
    private final okhttp3.OkHttpClient client;
    private final Request.Builder template;

    OkHttpClient(Target target) throws Exception {
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequestsPerHost(target.connections() * target.depth());
        okhttp3.OkHttpClient.Builder builder = new okhttp3.OkHttpClient.Builder()
                .protocols(protocols(target))
                .dispatcher(dispatcher)
                .eventListener(new BodyEnd());
        if (target.secure()) {
            X509TrustManager trust = (X509TrustManager) target.trust().getTrustManagers()[0];
            builder.sslSocketFactory(target.sslContext().getSocketFactory(), trust);
        }
        client = builder.build();
        MediaType type = MediaType.get("application/octet-stream");
        template = new Request.Builder()
                .url(target.uri().toString())
                .post(RequestBody.create(target.body(), type));
    }

    /** Over TLS HTTP/1.1 must be among them. */
    private static List<Protocol> protocols(Target target) {
        if (!target.http2()) {
            return List.of(Protocol.HTTP_1_1);
        }
        return target.secure() ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.H2_PRIOR_KNOWLEDGE);
    }

    @Override
    public void post(Witness witness) {
        Request request = template.tag(Witness.class, witness).build();
        client.newCall(request).enqueue(new Answer(witness));
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    private static final class BodyEnd extends EventListener {
        @Override
        public void requestBodyEnd(Call call, long byteCount) {
            Objects.requireNonNull(call.request().tag(Witness.class)).hook();
        }
    }

    private record Answer(Witness witness) implements Callback {
        @Override
        public void onResponse(Call call, Response response) {
            response.close();
            witness.answered();
        }

        @Override
        public void onFailure(Call call, IOException cause) {
            witness.failed(cause);
        }
    }
}
