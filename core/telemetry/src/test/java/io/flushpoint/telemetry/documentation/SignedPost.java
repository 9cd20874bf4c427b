package io.flushpoint.telemetry.documentation;

import io.flushpoint.SendRequest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** A POST to an endpoint of AWS, with its signature in its headers. */
final class SignedPost {
    private SignedPost() {}

    // snippet:signed-post
    /** Such as for service "xray" and https://xray.eu-central-1.amazonaws.com/v1/traces. Sign at each send: it holds 5 minutes. */
    static SendRequest signed(URI uri, byte[] otlp, String service, String region, AwsCredentialsIdentity credentials) {
        SdkHttpRequest plain = SdkHttpRequest.builder()
                .uri(uri)
                .method(SdkHttpMethod.POST)
                .putHeader("Content-Type", "application/x-protobuf")
                .build();
        SignedRequest signed = AwsV4HttpSigner.create()
                .sign(request -> request.identity(credentials)
                        .request(plain)
                        .payload(() -> new ByteArrayInputStream(otlp))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region));
        SendRequest post = SendRequest.post(uri).body(otlp, "application/x-protobuf");
        for (String name : signed.request().headers().keySet()) {
            if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Content-Type")) { // the request has them
                post = post.header(
                        name, signed.request().firstMatchingHeader(name).orElseThrow());
            }
        }
        return post;
    }
    // end
}
