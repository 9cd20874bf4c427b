package io.flushpoint.benchmarks.clients;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** One client of the JDK. Its selector thread can't be closed on JDK 17; it is a daemon and ends when unreachable. */
final class JdkClient implements OpenClient {
    private final Hook hook;
    private final HttpClient client;
    private final HttpRequest.Builder template;
    private final byte[] body;

    private JdkClient(Hook hook, HttpClient client, HttpRequest.Builder template, byte[] body) {
        this.hook = hook;
        this.client = client;
        this.template = template;
        this.body = body;
    }

    JdkClient(Target target, Hook hook) throws Exception {
        this.hook = hook;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(target.http2() ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
        if (target.secure()) {
            builder.sslContext(target.sslContext());
        }
        client = builder.build();
        template = HttpRequest.newBuilder(target.uri()).header("content-type", "application/octet-stream");
        body = target.body();
    }

    @Override
    public void post(Witness witness) {
        BodyPublisher publisher = BodyPublishers.ofByteArray(body);
        boolean published = hook.equals(JdkFactory.PUBLISHED);
        HttpRequest request = template.copy()
                .POST(published ? new WitnessedPublisher(publisher, witness) : publisher)
                .build();
        client.sendAsync(request, BodyHandlers.discarding()).whenComplete((response, failure) -> {
            if (failure != null) {
                witness.failed(failure);
                return;
            }
            if (!published) {
                witness.hook();
            }
            witness.answered();
        });
    }

    @Override
    public OpenClient toward(URI uri) {
        return new JdkClient(hook, client, template.copy().uri(uri), body);
    }

    @Override
    public void close() {
        // See above.
    }
}
