package io.flushpoint.benchmarks.clients.others;

import io.flushpoint.benchmarks.clients.Witness;
import java.io.IOException;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.http.HttpClientConnection;
import software.amazon.awssdk.crt.http.HttpClientConnectionManager;
import software.amazon.awssdk.crt.http.HttpHeader;
import software.amazon.awssdk.crt.http.HttpStream;
import software.amazon.awssdk.crt.http.HttpStreamResponseHandler;

/** Gives the connection back at the end of the response, and only then tells. */
record AwsCrtAnswer(
        HttpClientConnectionManager pool, HttpClientConnection connection, Witness witness, boolean answerIsTheHook)
        implements HttpStreamResponseHandler {
    @Override
    public void onResponseHeaders(HttpStream stream, int status, int blockType, HttpHeader[] headers) {
        // The end is what counts.
    }

    @Override
    public void onResponseComplete(HttpStream stream, int error) {
        stream.close();
        pool.releaseConnection(connection);
        if (error != 0) {
            witness.failed(new IOException(CRT.awsErrorString(error)));
            return;
        }
        if (answerIsTheHook) {
            witness.hook();
        }
        witness.answered();
    }
}
