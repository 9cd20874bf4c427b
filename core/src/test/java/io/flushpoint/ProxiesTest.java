package io.flushpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which proxy leads to which server, by code and by the environment. */
class ProxiesTest {
    private static final Proxy PROXY = Proxy.http("proxy.test", 3_128);

    // ---- one proxy ----

    @Test
    void aProxyIsKnownByItsNameInLowerCaseAndShowsNoCredentials() {
        Proxy proxy = Proxy.http("Proxy.TEST", 3_128).credentials("user", "secret");

        assertThat(proxy).hasToString("http://proxy.test:3128").isNotEqualTo(PROXY);
        assertThat(proxy.user()).hasValue("user");
        assertThat(proxy.password()).hasValue("secret");
        assertThat(Proxy.socks5("::1", 1_080)).hasToString("socks5://[::1]:1080");
        assertThat(Proxy.http("proxy.test", 3_128)).isEqualTo(PROXY).hasSameHashCodeAs(PROXY);
        assertThat(SenderOptions.defaults().proxies(Proxies.of(proxy)).toString())
                .contains("proxy.test")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({"proxy.test, 0", "proxy.test, 65536", "'', 1", "a b, 1", "127.1, 1"})
    void whatIsNoPlaceOfAProxyIsRefused(String host, int port) {
        assertThatIllegalArgumentException().isThrownBy(() -> Proxy.http(host, port));
    }

    @Test
    void credentialsThatCannotBeSentAreRefusedAndNotRepeated() {
        Proxy socks = Proxy.socks5("proxy.test", 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PROXY.credentials("user:name", "x"))
                .withMessageContaining("colon");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PROXY.credentials("user", "secret\r\n"))
                .withMessageNotContaining("secret");
        assertThatIllegalArgumentException().isThrownBy(() -> socks.credentials("user", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> socks.credentials("user", "x".repeat(256)));
        assertThatIllegalArgumentException().isThrownBy(() -> socks.credentials("us\u00e9r", "x"));
    }

    // ---- NO_PROXY ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.com          | example.com     | 443 | true",
                "example.com          | www.example.com | 443 | true",
                "example.com          | example.com.    | 443 | true",
                "example.com          | myexample.com   | 443 | false",
                "example.com.         | www.example.com | 443 | true",
                "b\u00fccher.test    | xn--bcher-kva.test | 443 | true",
                "EXAMPLE.com          | example.com     | 443 | true",
                ".example.com         | www.example.com | 443 | true",
                ".example.com         | example.com     | 443 | false",
                "*.example.com        | www.example.com | 443 | true",
                "*.example.com        | example.com     | 443 | false",
                "example.com:8080     | example.com     | 8080 | true",
                "example.com:8080     | example.com     | 443 | false",
                "a.test, ,b.test      | b.test          | 443 | true",
                "*                    | anything.test   | 443 | true",
                "10.0.0.0/8           | 10.200.3.4      | 443 | true",
                "10.0.0.0/8           | 11.0.0.1        | 443 | false",
                "10.0.0.0/8           | name.test       | 443 | false",
                "10.0.0.0/8           | ::1             | 443 | false",
                "fd00::/8             | fd12:3456::1    | 443 | true",
                "fd00::/8             | 10.0.0.1        | 443 | false",
                "10.1.2.3             | 10.1.2.3        | 443 | true",
                "10.1.2.3:8080        | 10.1.2.3        | 443 | false",
                "::1                  | ::1             | 443 | true",
                "::1                  | 0:0:0:0:0:0:0:1 | 443 | true",
                "[::1]:8080           | ::1             | 8080 | true",
                "[::1]:8080           | ::1             | 443 | false",
                "''                   | example.com     | 443 | false",
            })
    void aServerIsReachedStraightIfItIsExcepted(String except, String host, int port, boolean straight) {
        Proxies proxies = Proxies.of(PROXY).except(except);

        assertThat(proxies.toward(true, host, port).isEmpty()).isEqualTo(straight);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/x",
                "name/8",
                ".",
                "a*b",
                "[name]",
                "[::1]:x",
                "name:",
                "name:123456"
            })
    void whatIsNoServerIsNamed(String except) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Proxies.of(PROXY).except("fine.test," + except))
                .withMessageContaining("'" + except + "'");
    }

    // ---- the environment ----

    @Test
    void anEmptyEnvironmentLeadsNowhereElse() {
        assertThat(environment().isEmpty()).isTrue();
        assertThat(environment("http_proxy=", "NO_PROXY=*").isEmpty()).isTrue();
        assertThat(Proxies.none().toward(true, "example.com", 443)).isEmpty();
    }

    @Test
    void eachSchemeHasItsVariableAndAllTheRest() {
        Proxies proxies = environment("https_proxy=http://secure.test:3128", "ALL_PROXY=socks5h://all.test");

        assertThat(proxies.toward(true, "example.com", 443)).hasValue(Proxy.http("secure.test", 3_128));
        assertThat(proxies.toward(false, "example.com", 80)).hasValue(Proxy.socks5("all.test", 1_080));
    }

    @Test
    void lowerCaseComesFirst() {
        assertThat(environment("http_proxy=lower.test:1", "HTTP_PROXY=upper.test:1")
                        .toward(false, "example.com", 80))
                .hasValue(Proxy.http("lower.test", 1));
    }

    /** A client of a CGI program sets HTTP_PROXY by a header "Proxy". */
    @Test
    void httpProxyInUpperCaseIsNotReadInCgi() {
        assertThat(environment("HTTP_PROXY=upper.test", "REQUEST_METHOD=GET").isEmpty())
                .isTrue();
        assertThat(environment("http_proxy=lower.test", "REQUEST_METHOD=GET").isEmpty())
                .isFalse();
        assertThat(environment("HTTP_PROXY=upper.test").toward(false, "example.com", 80))
                .hasValue(Proxy.http("upper.test", 80));
    }

    @Test
    void credentialsArePercentDecoded() {
        assertThat(environment("https_proxy=http://us%40er:p%3Aa+s%2Fs@proxy.test:3128")
                        .toward(true, "example.com", 443))
                .hasValue(PROXY.credentials("us@er", "p:a+s/s"));
        assertThat(environment("https_proxy=user@proxy.test:3128").toward(true, "example.com", 443))
                .hasValue(PROXY.credentials("user", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP://Proxy.test:3128/, http://proxy.test:3128",
        "http_proxy_1:3128, http://http_proxy_1:3128",
        "[::1]:3128, http://[::1]:3128",
        "http://user:p@ss@proxy.test, http://proxy.test:80",
        "http://proxy.test:, http://proxy.test:80",
        "SOCKS5://proxy.test, socks5://proxy.test:1080"
    })
    void whatAProxyMayLookLike(String written, String proxy) {
        assertThat(Proxy.parse(written)).hasToString(proxy);
    }

    @Test
    void theVariableThatWasReadIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> environment("HTTPS_PROXY=ftp://x"))
                .withMessageContaining("HTTPS_PROXY");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> environment("no_proxy=a..b"))
                .withMessageContaining("no_proxy: 'a..b'");
    }

    @Test
    void thisMachineIsAlwaysReachedStraight() {
        Proxies proxies = environment("all_proxy=proxy.test", "no_proxy=example.com");

        assertThat(proxies.toward(false, "localhost", 80)).isEmpty();
        assertThat(proxies.toward(false, "127.0.0.2", 80)).isEmpty();
        assertThat(proxies.toward(false, "::1", 80)).isEmpty();
        assertThat(proxies.toward(false, "example.com", 80)).isEmpty();
        assertThat(proxies.toward(false, "example.net", 80)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:secret@proxy.test",
                "ftp://user:secret@proxy.test",
                "http://user:secret@",
                "http://secret host",
                "http://user:secret@proxy.test:99999",
                "http://us%0Aer:secret@proxy.test",
                "http://user:se%cret@proxy.test"
            })
    void whatIsNoProxyIsNamedByItsVariableAndNotRepeated(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> environment("https_proxy=" + value))
                .withMessageContaining("https_proxy")
                .withMessageNotContaining("secret")
                .withNoCause();
    }

    private static Proxies environment(String... variables) {
        Map<String, String> map = new LinkedHashMap<>();
        Arrays.stream(variables).map(variable -> variable.split("=", 2)).forEach(sides -> map.put(sides[0], sides[1]));
        return Proxies.fromEnvironment(map);
    }
}
