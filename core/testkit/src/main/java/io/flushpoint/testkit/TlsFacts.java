package io.flushpoint.testkit;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * What a handshake agreed on, seen from the server.
 *
 * @param serverName the name in the SNI extension, empty if there was none
 * @param resumed whether an earlier session was taken up, judged by the session being older than the handshake
 * @param clientChain the client's certificates, empty if it showed none
 */
public record TlsFacts(
        String protocol,
        String cipherSuite,
        Optional<String> serverName,
        boolean resumed,
        List<X509Certificate> clientChain) {
    static TlsFacts of(SSLSocket socket, long handshakeStartMillis) {
        SSLSession session = socket.getSession();
        return new TlsFacts(
                session.getProtocol(),
                session.getCipherSuite(),
                serverName(session),
                session.getCreationTime() < handshakeStartMillis,
                clientChain(session));
    }

    private static Optional<String> serverName(SSLSession session) {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return Optional.empty();
        }
        return extended.getRequestedServerNames().stream()
                .filter(SNIHostName.class::isInstance)
                .map(name -> ((SNIHostName) name).getAsciiName())
                .findFirst();
    }

    private static List<X509Certificate> clientChain(SSLSession session) {
        try {
            return List.of(session.getPeerCertificates()).stream()
                    .map((Certificate certificate) -> (X509Certificate) certificate)
                    .toList();
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }
}
