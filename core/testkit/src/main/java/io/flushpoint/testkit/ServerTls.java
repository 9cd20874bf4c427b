package io.flushpoint.testkit;

import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * The server's side of TLS; {@link TestPki#serverTls} makes it. Immutable. Sessions are resumed while the same context
 * serves.
 *
 * @param protocols the versions offered
 * @param clientCertificateNeeded whether the handshake fails without a client certificate that the context trusts
 */
public record ServerTls(SSLContext context, List<String> protocols, boolean clientCertificateNeeded) {
    /** Speaks one version only: {@code "TLSv1.2"}, {@code "TLSv1.3"}. */
    public ServerTls only(String protocol) {
        return new ServerTls(context, List.of(protocol), clientCertificateNeeded);
    }

    /** Demands a client certificate. */
    public ServerTls needClientCertificate() {
        return new ServerTls(context, protocols, true);
    }
}
