package io.flushpoint.benchmarks.clients.others;

import io.flushpoint.benchmarks.clients.Target;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.Objects;

/** The trusted certificate of a target in the forms that the clients take. */
final class Certificates {
    private static final int LINE = 64;

    private Certificates() {}

    /** PEM (RFC 7468). */
    static String pem(Target target) throws CertificateEncodingException {
        byte[] der = Objects.requireNonNull(target.trusted(), "trusted").getEncoded();
        String base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
    }

    /** A context of Netty. */
    static SslContext netty(Target target) throws Exception {
        return SslContextBuilder.forClient()
                .trustManager(target.trust())
                .endpointIdentificationAlgorithm("HTTPS")
                .build();
    }
}
