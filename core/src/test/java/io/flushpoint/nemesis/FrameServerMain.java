package io.flushpoint.nemesis;

import io.flushpoint.testkit.FrameScript;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;

/**
 * A {@link FrameServer} in a process of its own, which answers every request, until its standard input ends. Arguments: address,
 * port, and the folder where the certificate of its authority is left if it is to speak TLS.
 */
final class FrameServerMain {
    private FrameServerMain() {}

    public static void main(String[] arguments) throws IOException {
        InetAddress address = InetAddress.getByName(arguments[0]);
        ServerOptions options = ServerOptions.defaults().bind(address, Integer.parseInt(arguments[1]));
        if (arguments.length > 2) {
            TestPki pki = TestPki.create();
            pki.authority().writeCertificatePem(Path.of(arguments[2]));
            options = options.tls(pki.serverTls(pki.server(arguments[0])));
        }
        try (FrameServer server = FrameServer.start(FrameScript.answering(200), options, "h2")) {
            System.out.println("listening " + server.port());
            while (System.in.read() >= 0) {
                // until whoever has started it ends
            }
        }
    }
}
