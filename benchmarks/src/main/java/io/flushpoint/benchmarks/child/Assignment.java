package io.flushpoint.benchmarks.child;

import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.Hook;
import io.flushpoint.benchmarks.clients.LevelParameter;
import io.flushpoint.benchmarks.clients.Roster;
import io.flushpoint.benchmarks.clients.Target;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Which client a child is to open, and toward what: the first arguments of every child that posts.
 *
 * @param factory of the client
 * @param hook what to wait for
 * @param target where to
 * @param rest the arguments after these
 */
public record Assignment(ClientFactory factory, Hook hook, Target target, List<String> rest) {
    private static final int OWN = 6;
    private static final String NO_CERTIFICATE = "-";

    /** As arguments. */
    public static List<String> arguments(String client, String level, Target target) throws CertificateException {
        X509Certificate trusted = target.trusted();
        return List.of(
                client,
                level,
                target.uri().toString(),
                Integer.toString(target.content().remaining()),
                trusted == null ? NO_CERTIFICATE : Base64.getEncoder().encodeToString(trusted.getEncoded()),
                Boolean.toString(target.http2()));
    }

    /** Arguments with more behind them. */
    public static List<String> with(List<String> assignment, Object... more) {
        List<String> all = new ArrayList<>(assignment);
        for (Object each : more) {
            all.add(each.toString());
        }
        return all;
    }

    /** From arguments, in the child. */
    public static Assignment parse(String[] arguments) throws CertificateException {
        ClientFactory factory = Roster.load().named(arguments[0]);
        URI uri = URI.create(arguments[2]);
        int bodyBytes = Integer.parseInt(arguments[3]);
        Target target = arguments[4].equals(NO_CERTIFICATE)
                ? Target.of(uri, bodyBytes, null)
                : Target.of(uri, bodyBytes, certificate(arguments[4]));
        target = target.http2(Boolean.parseBoolean(arguments[5]));
        List<String> rest = Arrays.asList(arguments).subList(OWN, arguments.length);
        return new Assignment(factory, LevelParameter.hook(factory, arguments[1]), target, rest);
    }

    private static X509Certificate certificate(String encoded) throws CertificateException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Base64.getDecoder().decode(encoded)));
    }
}
