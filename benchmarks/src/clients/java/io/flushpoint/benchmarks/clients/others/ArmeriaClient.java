package io.flushpoint.benchmarks.clients.others;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.ClientRequestContextCaptor;
import com.linecorp.armeria.client.Clients;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Target;
import io.flushpoint.benchmarks.clients.Witness;

/** A factory of Armeria with one event loop. Its transport is chosen by a system property of Armeria, for the process. */
final class ArmeriaClient implements OpenClient {
    private final ClientFactory factory;
    private final WebClient client;
    private final RequestHeaders headers;
    private final byte[] body;

    ArmeriaClient(Target target) {
        ClientFactoryBuilder builder =
                ClientFactory.builder().workerGroup(1).useHttp1Pipelining(target.depth() > 1);
        if (target.secure()) {
            builder.tlsCustomizer(tls -> tls.trustManager(target.trusted()));
        }
        factory = builder.build();
        String scheme = (target.http2() ? "h2" : "h1") + (target.secure() ? "" : "c");
        client = WebClient.builder(scheme + "://" + target.uri().getRawAuthority())
                .factory(factory)
                .build();
        headers = RequestHeaders.of(
                HttpMethod.POST, target.uri().getRawPath(), "content-type", MediaType.OCTET_STREAM.toString());
        body = target.body();
    }

    @Override
    public void post(Witness witness) {
        try (ClientRequestContextCaptor captor = Clients.newContextCaptor()) {
            HttpResponse response = client.execute(HttpRequest.of(headers, HttpData.wrap(body)));
            watch(captor.get(), witness);
            response.aggregate().whenComplete((answer, failure) -> {
                if (failure == null) {
                    witness.answered();
                } else {
                    witness.failed(failure);
                }
            });
        }
    }

    private static void watch(ClientRequestContext context, Witness witness) {
        context.log().whenAvailable(RequestLogProperty.REQUEST_END_TIME).thenAccept(log -> {
            if (log.requestCause() == null) {
                witness.hook();
            }
        });
    }

    @Override
    public void close() {
        factory.close();
    }
}
