package io.flushpoint.benchmarks.clients;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Posts on the calling thread, and reads answers while it waits. Its pool belongs to the JVM and can't be closed. */
final class UrlConnectionClient implements OpenClient {
    private record Exchange(HttpURLConnection connection, Witness witness) {}

    private final Target target;
    private final byte[] body;
    private final boolean written;
    private final @Nullable SSLSocketFactory tls;
    private final Queue<Exchange> unanswered = new ArrayDeque<>();

    UrlConnectionClient(Target target, boolean written) throws Exception {
        this.target = target;
        this.written = written;
        body = target.body();
        tls = target.secure() ? target.sslContext().getSocketFactory() : null;
    }

    @Override
    public void post(Witness witness) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) target.uri().toURL().openConnection();
            if (connection instanceof HttpsURLConnection secure && tls != null) {
                secure.setSSLSocketFactory(tls);
            }
            connection.setRequestMethod("POST");
            connection.setRequestProperty("content-type", "application/octet-stream");
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            if (written) {
                witness.hook();
            }
            unanswered.add(new Exchange(connection, witness));
        } catch (IOException e) {
            witness.failed(e);
        }
    }

    @Override
    public void await(BooleanSupplier fact) {
        while (!fact.getAsBoolean()) {
            Exchange exchange = unanswered.remove();
            try {
                exchange.connection.getResponseCode();
                try (InputStream in = exchange.connection.getInputStream()) {
                    in.skip(Long.MAX_VALUE);
                }
                if (!written) {
                    exchange.witness.hook();
                }
                exchange.witness.answered();
            } catch (IOException e) {
                exchange.witness.failed(e);
            }
        }
    }

    @Override
    public void close() {
        // See above.
    }
}
