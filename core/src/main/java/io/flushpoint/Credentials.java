package io.flushpoint;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trusted certificates and client keys, read from files and key stores and checked at once, so that what is wrong with
 * them shows where they are configured and not in a handshake. Messages name the source and the reason, never key
 * material; for the same reason a failed key has no cause.
 *
 * @param key of the client
 * @param chain of the client, its own certificate first
 */
record Credentials(PrivateKey key, List<X509Certificate> chain) {
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "Ed25519");
    /** Algorithms that a key may have and no handshake of ours can use, to be told from a damaged key. */
    private static final List<String> REFUSED_ALGORITHMS = List.of("RSASSA-PSS", "DSA", "Ed448", "XDH", "DH");

    /** The curves of TLS (RFC 8446 §4.2.3) that both providers sign with; the JDK has dropped the others since 16. */
    private static final List<String> CURVES = List.of("secp256r1", "secp384r1", "secp521r1");

    private static final String TO_PKCS8 = "; convert it with: openssl pkcs8 -topk8 -nocrypt -in KEY -out PKCS8KEY";

    /** The trusted certificates of a PEM file. */
    static List<X509Certificate> trusted(Path pem) {
        return requireOneUnexpired(pem.toString(), certificates(pem));
    }

    /** The trusted certificate entries of a key store. */
    static List<X509Certificate> trusted(KeyStore store) {
        List<X509Certificate> trusted = new ArrayList<>();
        try {
            List<String> aliases = Collections.list(store.aliases());
            for (String alias : aliases) {
                if (store.isCertificateEntry(alias) && store.getCertificate(alias) instanceof X509Certificate x509) {
                    trusted.add(x509);
                }
            }
            if (trusted.isEmpty()) {
                throw new IllegalArgumentException(
                        "key store has no trusted X.509 certificate entry among its " + aliases.size() + " aliases");
            }
        } catch (KeyStoreException e) {
            throw new IllegalArgumentException("key store is not loaded", e);
        }
        return requireOneUnexpired("key store", trusted);
    }

    /** A client's chain and key from PEM files. */
    static Credentials client(Path chainPem, Path keyPem) {
        List<X509Certificate> chain = certificates(chainPem);
        return checked(chainPem.toString(), chain, keyPem.toString(), privateKey(keyPem));
    }

    /** A client's chain and key from the only key entry of a key store. */
    static Credentials client(KeyStore store, char[] password) {
        try {
            List<String> aliases = Collections.list(store.aliases());
            List<String> keys = new ArrayList<>();
            for (String alias : aliases) {
                if (store.isKeyEntry(alias)) {
                    keys.add(alias);
                }
            }
            if (keys.size() != 1) {
                throw new IllegalArgumentException("key store must have exactly one key entry, but has " + keys.size()
                        + " among its " + aliases.size() + " aliases");
            }
            return client(store, keys.get(0), password);
        } catch (KeyStoreException e) {
            throw new IllegalArgumentException("key store is not loaded", e);
        }
    }

    private static Credentials client(KeyStore store, String alias, char[] password) throws KeyStoreException {
        List<X509Certificate> chain = new ArrayList<>();
        Certificate[] certificates = store.getCertificateChain(alias);
        for (Certificate certificate : certificates == null ? new Certificate[0] : certificates) {
            if (certificate instanceof X509Certificate x509) {
                chain.add(x509);
            }
        }
        try {
            if (!chain.isEmpty() && store.getKey(alias, password) instanceof PrivateKey key) {
                return checked("key store", chain, "key store", key);
            }
        } catch (KeyStoreException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("key store: the key entry cannot be opened with this password");
        }
        throw new IllegalArgumentException("key store: the key entry is not a private key with an X.509 certificate");
    }

    private static List<X509Certificate> certificates(Path pem) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Pem block : Pem.read(pem)) {
            if (block.label().equals("CERTIFICATE")) {
                certificates.add(certificate(block));
            }
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(pem + " has no CERTIFICATE block");
        }
        return certificates;
    }

    private static X509Certificate certificate(Pem block) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.decoded()));
        } catch (CertificateException e) {
            throw new IllegalArgumentException(
                    block.file() + " has a CERTIFICATE block that is no X.509 certificate", e);
        }
    }

    private static PrivateKey privateKey(Path pem) {
        List<Pem> keys = Pem.read(pem).stream()
                .filter(block -> block.label().endsWith("PRIVATE KEY"))
                .toList();
        if (keys.size() != 1) {
            throw new IllegalArgumentException(pem + " must have exactly one private key, but has " + keys.size());
        }
        Pem block = keys.get(0);
        return switch (block.label()) {
            case "PRIVATE KEY" -> pkcs8(block);
            case "ENCRYPTED PRIVATE KEY" ->
                throw new IllegalArgumentException(pem + ": the private key is encrypted" + TO_PKCS8);
            default ->
                throw new IllegalArgumentException(
                        pem + ": the private key is in another form than PKCS#8, such as PKCS#1 or SEC 1" + TO_PKCS8);
        };
    }

    private static PrivateKey pkcs8(Pem block) {
        byte[] der = block.decoded();
        String refused = "damaged";
        try {
            for (String algorithm : KEY_ALGORITHMS) {
                PrivateKey key = keyOf(algorithm, der, block);
                if (key != null) {
                    return key;
                }
            }
            for (String algorithm : REFUSED_ALGORITHMS) {
                refused = keyOf(algorithm, der, block) == null ? refused : "a key of the algorithm " + algorithm;
            }
        } finally {
            Arrays.fill(der, (byte) 0);
        }
        throw new IllegalArgumentException(block.file() + ": the private key is none of "
                + String.join(", ", KEY_ALGORITHMS) + ", but " + refused);
    }

    /** The key, or null if it is none of this algorithm. */
    private static @Nullable PrivateKey keyOf(String algorithm, byte[] der, Pem block) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (InvalidKeySpecException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(block.file() + ": no provider of " + algorithm + " keys", e);
        }
    }

    private static Credentials checked(
            String chainSource, List<X509Certificate> chain, String keySource, PrivateKey key) {
        X509Certificate own = chain.get(0);
        try {
            own.checkValidity();
        } catch (CertificateExpiredException e) {
            throw new IllegalArgumentException(
                    chainSource + ": the client certificate expired at "
                            + own.getNotAfter().toInstant(),
                    e);
        } catch (CertificateNotYetValidException e) {
            throw new IllegalArgumentException(
                    chainSource + ": the client certificate is not valid before "
                            + own.getNotBefore().toInstant(),
                    e);
        }
        requireUsable(keySource + ": the private key", key);
        requireUsable(chainSource + ": the key of the client certificate", own.getPublicKey());
        if (!matches(keySource, key, own.getPublicKey())) {
            throw new IllegalArgumentException(keySource + ": the private key does not belong to the "
                    + (chain.size() == 1 ? "" : "first ") + "certificate of " + chainSource);
        }
        return new Credentials(key, List.copyOf(chain));
    }

    /** Before the two keys are compared: two that belong together may be of no use all the same. */
    private static void requireUsable(String which, Key key) {
        if (key instanceof EdECKey edwards && !edwards.getParams().getName().equals("Ed25519")) {
            throw new IllegalArgumentException(
                    which + " is " + edwards.getParams().getName() + ", which is not supported; Ed25519 is");
        }
        if (key instanceof ECKey elliptic && CURVES.stream().noneMatch(name -> isOn(name, elliptic.getParams()))) {
            throw new IllegalArgumentException(which + " is on the curve " + elliptic.getParams()
                    + ", which is not supported; these are: " + String.join(", ", CURVES));
        }
        if (!(key instanceof EdECKey) && !KEY_ALGORITHMS.contains(key.getAlgorithm())) {
            throw new IllegalArgumentException(
                    which + " is of the algorithm " + key.getAlgorithm() + ", which is not supported");
        }
    }

    private static boolean isOn(String curve, ECParameterSpec key) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(curve));
            ECParameterSpec known = parameters.getParameterSpec(ECParameterSpec.class);
            return known.getCurve().equals(key.getCurve())
                    && known.getGenerator().equals(key.getGenerator());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * Whether what the key signs is verified by the certificate's key: the one comparison that fits every algorithm.
     */
    private static boolean matches(String keySource, PrivateKey key, PublicKey publicKey) {
        if (!key.getAlgorithm().equals(publicKey.getAlgorithm())) {
            return false;
        }
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA", "Ed25519" -> "Ed25519";
            default ->
                throw new IllegalArgumentException(
                        keySource + ": a key of the algorithm " + key.getAlgorithm() + " is not supported");
        };
        byte[] message = {'f', 'l', 'u', 's', 'h'};
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(message);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(publicKey);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(keySource + ": the private key cannot sign with " + algorithm);
        }
    }

    private static List<X509Certificate> requireOneUnexpired(String source, List<X509Certificate> certificates) {
        for (X509Certificate certificate : certificates) {
            try {
                certificate.checkValidity();
                return List.copyOf(certificates);
            } catch (CertificateExpiredException | CertificateNotYetValidException e) {
                // One of the others may do.
            }
        }
        throw new IllegalArgumentException(source + ": of " + certificates.size()
                + " trusted certificates none is valid now; all have expired or are not valid yet");
    }

    /** The length of the chain; never the key. */
    @Override
    public String toString() {
        return "client certificate with a chain of " + chain.size();
    }
}
