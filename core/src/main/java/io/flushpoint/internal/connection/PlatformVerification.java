package io.flushpoint.internal.connection;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import javax.net.ssl.TrustManagerFactory;

/**
 * How the platform verifies certificates. The JDK does it by computing alone, unless one of its properties has it ask the
 * network; what the provider of somebody else does is not known.
 */
final class PlatformVerification {
    private PlatformVerification() {}

    /** Whether it may block, by the properties and providers of now. */
    static boolean mayBlock() throws GeneralSecurityException {
        return asksTheNetwork() || isForeign();
    }

    private static boolean asksTheNetwork() {
        return Boolean.getBoolean("com.sun.net.ssl.checkRevocation")
                || Boolean.getBoolean("com.sun.security.enableCRLDP")
                || Boolean.getBoolean("com.sun.security.enableAIAcaIssuers")
                || Boolean.parseBoolean(Security.getProperty("ocsp.enable"));
    }

    /** The JDK's trust manager builds and validates paths by whoever offers that first. */
    private static boolean isForeign() throws GeneralSecurityException {
        return isForeign(TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm())
                        .getProvider())
                || isForeign(CertPathBuilder.getInstance("PKIX").getProvider())
                || isForeign(CertPathValidator.getInstance("PKIX").getProvider());
    }

    private static boolean isForeign(Provider provider) {
        return provider.getClass().getModule() != Object.class.getModule();
    }
}
