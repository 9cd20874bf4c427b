package io.flushpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsOptionsTest {
    private static final TlsOptions DEFAULTS = TlsOptions.defaults();
    private static final char[] PASSWORD = {'s', '3', 'c', 'r', '3', 't'};

    private static X509Bundle authority;
    private static X509Bundle client;
    private static X509Bundle expired;
    private static X509Bundle notYetValid;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeCertificates() throws Exception {
        Instant now = Instant.now();
        authority = builder("authority").setIsCertificateAuthority(true).buildSelfSigned();
        client = builder("client").buildIssuedBy(authority);
        expired = builder("expired")
                .notAfter(now.minusSeconds(60))
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        notYetValid = builder("later")
                .notBefore(now.plus(Duration.ofDays(1)))
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static CertificateBuilder builder(String name) {
        Instant now = Instant.now();
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=" + name)
                .notBefore(now.minus(Duration.ofDays(2)))
                .notAfter(now.plus(Duration.ofDays(2)));
    }

    @Test
    void setNothingByDefault() {
        assertThat(DEFAULTS.trusted()).isEmpty();
        assertThat(DEFAULTS.clientKey()).isNull();
        assertThat(DEFAULTS.clientChain()).isNull();
        assertThat(DEFAULTS.provider()).isEqualTo(TlsOptions.Provider.AUTO);
        assertThat(DEFAULTS.callersContext()).isNull();
        assertThat(DEFAULTS).hasToString("TlsOptions[]");
    }

    @Test
    void trustsTheCertificatesOfAPemFileInPlaceOfEarlierOnes() throws Exception {
        Path two =
                file("two.pem", "a comment\n" + authority.getCertificatePEM() + "\r\n" + expired.getCertificatePEM());
        Path one = file("one.pem", authority.getCertificatePEM());

        TlsOptions options = DEFAULTS.trustPem(one).trustPem(two);

        assertThat(options.trusted()).containsExactly(authority.getCertificate(), expired.getCertificate());
        assertThat(options.trusted()).isUnmodifiable();
        assertThat(DEFAULTS.trusted()).isEmpty();
        assertThat(options.trustPem(one).trusted()).containsExactly(authority.getCertificate());
    }

    @Test
    void aFileIsReadWhenItIsSet() throws Exception {
        Path pem = file("ca.pem", authority.getCertificatePEM());
        TlsOptions options = DEFAULTS.trustPem(pem);
        Files.delete(pem);

        assertThat(options.trusted()).containsExactly(authority.getCertificate());
    }

    @Test
    void aFileThatCannotBeReadIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.trustPem(directory.resolve("absent.pem")))
                .withMessageContaining("absent.pem cannot be read: NoSuchFileException");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.trustPem(directory))
                .withMessageContaining(directory + " cannot be read");
    }

    @Test
    void aFileThatIsNotPemIsRefused() throws Exception {
        Path der = directory.resolve("ca.der");
        Files.write(der, authority.getCertificate().getEncoded());
        Path empty = file("empty.pem", "");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.trustPem(der))
                .withMessage(der + " is not a PEM file: it has no BEGIN line");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.trustPem(empty))
                .withMessageContaining("is not a PEM file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN ",
                "-----BEGIN CERTIFICATE",
                "-----BEGIN CERTIFICATE-----",
                "-----BEGIN X-----END X-----",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN -----"
            })
    void aBlockThatIsCutOffIsRefused(String tail) throws Exception {
        Path pem = file("cut.pem", authority.getCertificatePEM() + "\n" + tail);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.trustPem(pem))
                .withMessage(pem + " has a PEM block that is not complete");
    }

    @Test
    void aFileWithoutACertificateIsRefused() throws Exception {
        Path key = file("key.pem", client.getPrivateKeyPEM());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.trustPem(key))
                .withMessage(key + " has no CERTIFICATE block");
    }

    @Test
    void aDamagedCertificateIsRefused() throws Exception {
        Path noBase64 = file("a.pem", "-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----");
        Path noCertificate = file("b.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
        Path nothing = file("c.pem", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.trustPem(noBase64))
                .withMessage(noBase64 + ": the block CERTIFICATE is not base64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.trustPem(noCertificate))
                .withMessage(noCertificate + " has a CERTIFICATE block that is no X.509 certificate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.trustPem(nothing))
                .withMessage(nothing + " has a CERTIFICATE block that is no X.509 certificate");
    }

    @Test
    void aFileThatIsTooLargeIsRefused() throws Exception {
        Path large = directory.resolve("large.pem");
        Files.write(large, new byte[Pem.MAX_FILE_BYTES + 1]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.trustPem(large))
                .withMessage(large + " has more than 4194304 bytes");
    }

    @Test
    void aFileOfNothingButDashesIsRefusedInReasonableTimeAndStack() throws Exception {
        Path dashes = file("dashes.pem", "-----BEGIN X-----" + "-".repeat(1_000_000) + " -----END X-----");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.trustPem(dashes))
                .withMessage(dashes + " has no CERTIFICATE block");
    }

    @Test
    void trustInNothingThatIsValidNowIsRefused() throws Exception {
        Path pem = file("old.pem", expired.getCertificatePEM() + "\n" + notYetValid.getCertificatePEM());
        KeyStore store = emptyStore();
        store.setCertificateEntry("old", expired.getCertificate());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.trustPem(pem))
                .withMessageStartingWith(pem + ": of 2 trusted certificates none is valid now");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.trust(store))
                .withMessageStartingWith("key store: of 1 trusted certificates none is valid now");
    }

    @Test
    void trustsTheCertificateEntriesOfAKeyStoreAndNotItsKeyEntries() throws Exception {
        KeyStore store = clientStore("client");
        store.setCertificateEntry("authority", authority.getCertificate());

        assertThat(DEFAULTS.trust(store).trusted()).containsExactly(authority.getCertificate());
    }

    @Test
    void aKeyStoreWithoutATrustedCertificateIsRefused() throws Exception {
        KeyStore store = clientStore("client");
        KeyStore notLoaded = KeyStore.getInstance("PKCS12");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.trust(store))
                .withMessage("key store has no trusted X.509 certificate entry among its 1 aliases");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.trust(notLoaded))
                .withMessage("key store is not loaded");
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ecp256", "ecp384", "rsa2048", "ed25519"})
    void presentsAClientCertificateFromPemFiles(Algorithm algorithm) throws Exception {
        X509Bundle leaf = builder("leaf").algorithm(algorithm).buildIssuedBy(authority);
        Path chain = file("chain.pem", leaf.getCertificatePEM() + "\n" + authority.getCertificatePEM());
        Path key = file("key.pem", leaf.getPrivateKeyPEM());

        TlsOptions options = DEFAULTS.clientPem(chain, key);

        assertThat(options.clientChain()).containsExactly(leaf.getCertificate(), authority.getCertificate());
        assertThat(options.clientChain()).isUnmodifiable();
        assertThat(options.clientKey()).isEqualTo(leaf.getKeyPair().getPrivate());
        assertThat(DEFAULTS.clientKey()).isNull();
    }

    @Test
    void chainAndKeyMayBeInOneFile() throws Exception {
        Path pem = file("both.pem", client.getPrivateKeyPEM() + "\n" + client.getCertificatePEM());

        assertThat(DEFAULTS.clientPem(pem, pem).clientChain()).containsExactly(client.getCertificate());
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ecp256", "ecp384", "rsa2048", "ed25519"})
    void aKeyThatDoesNotBelongToTheCertificateIsRefused(Algorithm algorithm) throws Exception {
        X509Bundle other = builder("other")
                .algorithm(algorithm)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle same = builder("same")
                .algorithm(algorithm)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path key = file("key.pem", other.getPrivateKeyPEM());

        for (X509Bundle owner : new X509Bundle[] {client, same}) {
            Path chain = file("chain.pem", owner.getCertificatePEM());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DEFAULTS.clientPem(chain, key))
                    .withMessage(key + ": the private key does not belong to the certificate of " + chain);
        }
    }

    @Test
    void aChainThatDoesNotBeginWithTheClientIsRefused() throws Exception {
        Path chain = file("chain.pem", authority.getCertificatePEM() + "\n" + client.getCertificatePEM());
        Path key = file("key.pem", client.getPrivateKeyPEM());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.clientPem(chain, key))
                .withMessageContaining("does not belong to the first certificate of " + chain);
    }

    @Test
    void aClientCertificateThatIsNotValidNowIsRefused() throws Exception {
        Path old = file("old.pem", expired.getCertificatePEM() + "\n" + expired.getPrivateKeyPEM());
        Path later = file("later.pem", notYetValid.getCertificatePEM() + "\n" + notYetValid.getPrivateKeyPEM());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.clientPem(old, old))
                .withMessage(old + ": the client certificate expired at "
                        + expired.getCertificate().getNotAfter().toInstant());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.clientPem(later, later))
                .withMessageStartingWith(later + ": the client certificate is not valid before ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.client(expired.toKeyStore(PASSWORD), PASSWORD))
                .withMessageStartingWith("key store: the client certificate expired at ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "DSA PRIVATE KEY"})
    void aKeyInAnotherFormIsRefusedWithTheCommandThatConvertsIt(String label) throws Exception {
        Path chain = file("chain.pem", client.getCertificatePEM());
        Path key = file(
                "key.pem",
                "-----BEGIN " + label + "-----\nProc-Type: 4,ENCRYPTED\n\ns3cr3t\n-----END " + label + "-----");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.clientPem(chain, key))
                .withMessageStartingWith(key + ": the private key is ")
                .withMessageContaining(label.startsWith("ENCRYPTED") ? "encrypted" : "another form than PKCS#8")
                .withMessageContaining("openssl pkcs8 -topk8 -nocrypt")
                .withMessageNotContaining("s3cr3t");
    }

    @Test
    void thereIsExactlyOneKey() throws Exception {
        Path chain = file("chain.pem", client.getCertificatePEM());
        Path two = file("two.pem", client.getPrivateKeyPEM() + "\n" + authority.getPrivateKeyPEM());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.clientPem(chain, chain))
                .withMessage(chain + " must have exactly one private key, but has 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.clientPem(chain, two))
                .withMessage(two + " must have exactly one private key, but has 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "czNjcjN0", "*s3cr3t*", "s3cr3t="})
    void aDamagedKeyIsRefusedWithoutTellingItsContent(String base64) throws Exception {
        Path chain = file("chain.pem", client.getCertificatePEM());
        Path key = file("key.pem", "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.clientPem(chain, key))
                .withMessageStartingWith(key + ": the ")
                .withMessageNotContainingAny("s3cr3t", "czNjcjN0")
                .withNoCause();
    }

    @Test
    void aKeyOfAnotherAlgorithmIsRefused() throws Exception {
        X509Bundle ed448 = builder("ed448")
                .algorithm(Algorithm.ed448)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path pem = file("ed448.pem", ed448.getCertificatePEM() + "\n" + ed448.getPrivateKeyPEM());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.clientPem(pem, pem))
                .withMessageContaining("none of RSA, EC, Ed25519")
                .withMessageContaining("a key of the algorithm Ed448");
    }

    /** The key belongs to its certificate each time; what is wrong is another thing, and it is told. */
    @ParameterizedTest
    @CsvSource({
        "EC, ec_paramgen_curve:secp256k1, on the curve secp256k1",
        "EC, ec_paramgen_curve:secp224r1, on the curve secp224r1",
        "EC, ec_paramgen_curve:brainpoolP256r1, on the curve brainpoolP256r1",
        "RSA-PSS, rsa_keygen_bits:2048, the algorithm RSASSA-PSS"
    })
    void aKeyThatNoHandshakeCanUseIsRefusedForWhatItIs(String algorithm, String option, String reason)
            throws Exception {
        Path pem = file("own.pem", opensslKeyAndCertificate(algorithm, option));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.clientPem(pem, pem))
                .withMessageContaining(pem + ": the private key")
                .withMessageContaining(reason);
    }

    @Test
    void aCertificateOfACurveThatNoHandshakeCanUseIsRefusedForIt() throws Exception {
        Path chain = file("own.pem", opensslKeyAndCertificate("EC", "ec_paramgen_curve:secp256k1"));
        Path key = file("key.pem", client.getPrivateKeyPEM());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.clientPem(chain, key))
                .withMessageContaining(chain + ": the key of the client certificate is on the curve secp256k1");
    }

    @Test
    void anEd448KeyOfAKeyStoreIsRefusedForWhatItIs() throws Exception {
        X509Bundle ed448 = builder("ed448")
                .algorithm(Algorithm.ed448)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        KeyStore store = ed448.toKeyStore(PASSWORD);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.client(store, PASSWORD))
                .withMessageContaining("is Ed448, which is not supported");
    }

    private String opensslKeyAndCertificate(String algorithm, String option) throws Exception {
        String key = directory.resolve("openssl.key").toString();
        String certificate = directory.resolve("openssl.crt").toString();
        openssl("genpkey", "-algorithm", algorithm, "-pkeyopt", option, "-out", key);
        openssl("req", "-x509", "-new", "-key", key, "-subj", "/CN=own", "-days", "2", "-out", certificate);
        return Files.readString(Path.of(certificate)) + Files.readString(Path.of(key));
    }

    /** Neither the JDK nor Netty's test support makes such keys. */
    private void openssl(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("openssl"));
        words.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("openssl.log").toFile())
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "missing on this machine: package openssl");
            throw e;
        }
        assertThat(process.waitFor())
                .as(Files.readString(directory.resolve("openssl.log")))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ecp256", "rsa2048", "ed25519"})
    void presentsAClientCertificateFromAKeyStore(Algorithm algorithm) throws Exception {
        X509Bundle leaf = builder("leaf").algorithm(algorithm).buildIssuedBy(authority);
        KeyStore store = emptyStore();
        Certificate[] chain = {leaf.getCertificate(), authority.getCertificate()};
        store.setKeyEntry("client", leaf.getKeyPair().getPrivate(), PASSWORD, chain);
        store.setCertificateEntry("authority", authority.getCertificate());

        TlsOptions options = DEFAULTS.client(store, PASSWORD).trust(store);

        assertThat(options.clientChain()).containsExactly(leaf.getCertificate(), authority.getCertificate());
        assertThat(options.clientKey()).isEqualTo(leaf.getKeyPair().getPrivate());
        assertThat(PASSWORD).containsExactly('s', '3', 'c', 'r', '3', 't');
    }

    @Test
    void aKeyStoreHasExactlyOneKeyEntry() throws Exception {
        KeyStore none = emptyStore();
        none.setCertificateEntry("authority", authority.getCertificate());
        KeyStore two = clientStore("one");
        two.setKeyEntry("two", client.getKeyPair().getPrivate(), PASSWORD, client.getCertificatePath());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.client(none, PASSWORD))
                .withMessage("key store must have exactly one key entry, but has 0 among its 1 aliases");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.client(two, PASSWORD))
                .withMessage("key store must have exactly one key entry, but has 2 among its 2 aliases");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.client(KeyStore.getInstance("PKCS12"), PASSWORD))
                .withMessage("key store is not loaded");
    }

    @Test
    void aPasswordThatDoesNotOpenTheKeyIsRefused() throws Exception {
        KeyStore store = clientStore("client");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.client(store, "wrong-s3cr3t".toCharArray()))
                .withMessage("key store: the key entry cannot be opened with this password")
                .withNoCause();
    }

    @Test
    void aSecretKeyIsNoClientKey() throws Exception {
        KeyStore store = emptyStore();
        store.setEntry(
                "secret",
                new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[16], "AES")),
                new KeyStore.PasswordProtection(PASSWORD));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.client(store, PASSWORD))
                .withMessage("key store: the key entry is not a private key with an X.509 certificate");
    }

    @Test
    void aKeyOfTheStoreThatDoesNotBelongToItsCertificateIsRefused() throws Exception {
        KeyStore store = emptyStore();
        X509Certificate[] foreign = {authority.getCertificate()};
        store.setKeyEntry("client", client.getKeyPair().getPrivate(), PASSWORD, foreign);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.client(store, PASSWORD))
                .withMessage("key store: the private key does not belong to the certificate of key store");
    }

    @Test
    void aCallersContextStandsAlone() throws Exception {
        SslContext context =
                SslContextBuilder.forClient().sslProvider(SslProvider.JDK).build();
        TlsOptions without = DEFAULTS.withoutOurVerification(context);
        Path pem = file("both.pem", client.getPrivateKeyPEM() + "\n" + client.getCertificatePEM());

        assertThat(without.callersContext()).isSameAs(context);
        assertThat(without).hasToString("TlsOptions[without our verification]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> without.trustPem(pem))
                .withMessageStartingWith("withoutOurVerification stands alone");
        assertThatIllegalArgumentException().isThrownBy(() -> without.clientPem(pem, pem));
        assertThatIllegalArgumentException().isThrownBy(() -> without.provider(TlsOptions.Provider.JDK));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.trustPem(pem).withoutOurVerification(context));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.clientPem(pem, pem).withoutOurVerification(context));
    }

    @Test
    void aContextForServersIsRefused() throws Exception {
        SslContext context = SslContextBuilder.forServer(client.getKeyPair().getPrivate(), client.getCertificatePath())
                .sslProvider(SslProvider.JDK)
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withoutOurVerification(context))
                .withMessage("context is for servers");
    }

    @Test
    void nullIsRefusedByName() {
        Path path = Path.of("x");

        assertThatNullPointerException()
                .isThrownBy(() -> DEFAULTS.trustPem(null))
                .withMessage("certificates");
        assertThatNullPointerException().isThrownBy(() -> DEFAULTS.trust(null)).withMessage("store");
        assertThatNullPointerException()
                .isThrownBy(() -> DEFAULTS.clientPem(null, path))
                .withMessage("certificateChain");
        assertThatNullPointerException()
                .isThrownBy(() -> DEFAULTS.clientPem(path, null))
                .withMessage("privateKey");
        assertThatNullPointerException()
                .isThrownBy(() -> DEFAULTS.client(null, PASSWORD))
                .withMessage("store");
        assertThatNullPointerException()
                .isThrownBy(() -> DEFAULTS.client(emptyStore(), null))
                .withMessage("password");
        assertThatNullPointerException()
                .isThrownBy(() -> DEFAULTS.provider(null))
                .withMessage("provider");
        assertThatNullPointerException()
                .isThrownBy(() -> DEFAULTS.withoutOurVerification(null))
                .withMessage("context");
    }

    @Test
    void toStringNamesWhatIsSetAndNoSecret() throws Exception {
        KeyStore store = clientStore("client");
        store.setCertificateEntry("authority", authority.getCertificate());

        assertThat(DEFAULTS.trust(store).client(store, PASSWORD).provider(TlsOptions.Provider.BORINGSSL))
                .hasToString("TlsOptions[trusted certificates=1, client certificate with a chain of "
                        + client.getCertificatePath().length + ", provider=BORINGSSL]");
    }

    private static KeyStore clientStore(String alias) throws Exception {
        KeyStore store = emptyStore();
        store.setKeyEntry(alias, client.getKeyPair().getPrivate(), PASSWORD, client.getCertificatePath());
        return store;
    }

    private static KeyStore emptyStore() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content, StandardCharsets.ISO_8859_1);
    }
}
