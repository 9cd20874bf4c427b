package io.flushpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.Proves;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
    private static final String LABEL_63 = "a".repeat(63);
    private static final String LABEL_64 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    @ParameterizedTest
    @CsvSource({
        "http://example.com,              http,  example.com,    80, example.com,       http://example.com:80,    /",
        "HTTPS://EXAMPLE.com/,            https, example.com,   443, example.com,       https://example.com:443,  /",
        "https://example.com:443/a,       https, example.com,   443, example.com,       https://example.com:443,  /a",
        "https://example.com:80/a,        https, example.com,    80, example.com:80,    https://example.com:80,   /a",
        "http://example.com:/a,           http,  example.com,    80, example.com,       http://example.com:80,    /a",
        "http://example.com:00065535/,    http,  example.com, 65535, example.com:65535, http://example.com:65535, /",
        "http://example.com:1?q=/?,       http,  example.com,     1, example.com:1,     http://example.com:1,    "
                + " /?q=/?",
        "http://example.com.?,            http,  example.com.,   80, example.com.,      http://example.com.:80,   /?",
        "http://my_host-1.lan/,           http,  my_host-1.lan,  80, my_host-1.lan,     http://my_host-1.lan:80,  /",
        "http://127.0.0.1:8080/,          http,  127.0.0.1,    8080, 127.0.0.1:8080,    http://127.0.0.1:8080,    /",
        "http://[::1]/,                   http,  ::1,            80, [::1],             http://[::1]:80,          /",
        "https://[2001:DB8::A]:8443/x,    https, 2001:db8::a,  8443, [2001:db8::a]:8443,"
                + " https://[2001:db8::a]:8443, /x",
        "http://[::ffff:1.2.3.4],         http, ::ffff:1.2.3.4,  80, [::ffff:1.2.3.4],  http://[::ffff:1.2.3.4]:80, /",
    })
    void takesAUriApart(
            String uri, String scheme, String host, int port, String authority, String endpoint, String target) {
        RequestTarget parsed = RequestTarget.parse(uri);

        assertThat(parsed.scheme()).isEqualTo(scheme);
        assertThat(parsed.isSecure()).isEqualTo(scheme.equals("https"));
        assertThat(parsed.host()).isEqualTo(host);
        assertThat(parsed.port()).isEqualTo(port);
        assertThat(parsed.authority()).isEqualTo(authority);
        assertThat(parsed.endpoint()).isEqualTo(endpoint);
        assertThat(parsed.target()).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/../b/./c//d, /a/../b/./c//d",
        "/%2f%2F%00%C3%a4, /%2f%2F%00%C3%a4",
        "/-._~!$&'()*+;=:@, /-._~!$&'()*+;=:@",
        "/ä?ß=€, /%C3%A4?%C3%9F=%E2%82%AC",
        "/\ud83d\ude80/x, /%F0%9F%9A%80/x",
        "/\u0085\u00a0\u2028\uffff, /%C2%85%C2%A0%E2%80%A8%EF%BF%BF",
        "?filter[name]=x&a[], /?filter%5Bname%5D=x&a%5B%5D",
        "/a?b?c, /a?b?c",
    })
    void keepsWhatIsAllowedAndPercentEncodesTheRest(String written, String target) {
        assertThat(RequestTarget.parse("http://example.com" + written).target()).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({
        "0000, /", "0009, /", "000A, /", "000D, /", "001F, /", "0020, /", "0022, /", "003C, /", "003E, /", "005C, /",
        "005E, /", "0060, /", "007B, /", "007C, /", "007D, /", "007F, /", "005B, /", "005D, /", "0000, ?", "0009, ?",
        "000A, ?", "000D, ?", "001F, ?", "0020, ?", "0022, ?", "003C, ?", "003E, ?", "005C, ?", "005E, ?", "0060, ?",
        "007B, ?", "007C, ?", "007D, ?", "007F, ?",
    })
    @Proves(
            value = {"crlf-in-uri", "fragment/userinfo/space/backslash/empty path in URL"},
            over = Medium.NO_CONNECTION)
    void refusesOtherCharactersByCodePointAndIndex(String codePoint, String start) {
        String uri = "http://example.com" + start + "s3cr3t" + (char) Integer.parseInt(codePoint, 16) + "s3cr3t";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestTarget.parse(uri))
                .withMessageContaining("U+" + codePoint + " at index 25")
                .withMessageContaining(start.equals("?") ? "query" : "path")
                .withMessageNotContaining("s3cr3t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/%4", "/%4g", "/%g4", "?%", "/%%20", "/%-1", "/%\u0664\u0661"})
    void refusesAPercentSignWithoutTwoHexDigits(String tail) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestTarget.parse("http://example.com" + tail))
                .withMessageContaining("percent sign at index 19");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/\ud83d", "/\ude80", "/\ud83dx", "/\ude80\ud83d", "?\ud83d\ud83d\ude80"})
    void refusesAnUnpairedSurrogate(String tail) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestTarget.parse("http://example.com" + tail))
                .withMessageContaining("at index 19 is an unpaired surrogate");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/path",
                "//example.com/",
                "example.com",
                "example.com:80",
                "http:/example.com",
                "http:example.com",
                "http",
                "http:",
                "mailto:a@example.com",
                "/redirect?to=http://example.com"
            })
    void refusesAUriThatIsNotAbsolute(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestTarget.parse(uri))
                .withMessageMatching("URI must be absolute.*|URI scheme must be http or https");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://h/",
                "ws://h/",
                "://h",
                " http://h/",
                "httpsx://h",
                "http\u017f://h",
                "h\u0442tp://h",
                "file:///x"
            })
    void refusesAnotherScheme(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestTarget.parse(uri))
                .withMessage("URI scheme must be http or https");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://s3cr3t@h/",
                "http://u:s3cr3t@h/",
                "http://@h/",
                "http://u@v@h/",
                "http://h\\s3cr3t@evil/",
                "http://u:p%40@h:80/"
            })
    @Proves(value = "fragment/userinfo/space/backslash/empty path in URL", over = Medium.NO_CONNECTION)
    void refusesUserinfo(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestTarget.parse(uri))
                .withMessageContaining("userinfo")
                .withMessageNotContaining("s3cr3t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h#f", "http://h/#", "http://h/a?b#c"})
    @Proves(value = "fragment/userinfo/space/backslash/empty path in URL", over = Medium.NO_CONNECTION)
    void refusesAFragment(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestTarget.parse(uri))
                .withMessageContaining("fragment")
                .withMessageContaining("index " + uri.indexOf('#'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://", "http:///x", "http://?q", "http://:80/", "http://.", "http://.:80/"})
    void refusesAnEmptyHost(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestTarget.parse(uri))
                .withMessage("URI host must not be empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "00", "65536", "99999999999999999999", "-1", "+1", "8o", " 80", "80 ", "\u0661", "s3cr3t"})
    void refusesAPortThatIsNoneWithoutRepeatingIt(String port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestTarget.parse("http://example.com:" + port + "/"))
                .withMessage("URI port must be a number from 1 to 65535");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b", "a%41", "a\r\nb", "a\u0000", "a!b", "a$b", "a(b)", "a,b", "a;b", "a=b", "a~b", "a*b", "a\\b",
                "a<b", "a\"b", "a|b", "a^b", "a{b}", "a]b", "a\u007f", "a\tb"
            })
    @Proves(value = "crlf-in-host", over = Medium.NO_CONNECTION)
    void refusesAHostWithAnotherCharacterByItsIndex(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestTarget.parse("http://" + host + "/"))
                .withMessageContaining("URI host: character U+")
                .withMessageContaining("at index 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {".a", "a..b", "a..", LABEL_64, LABEL_64 + ".com"})
    void refusesALabelThatIsEmptyOrTooLong(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestTarget.parse("http://" + host + "/"))
                .withMessageContaining("labels of 1 to 63 characters");
    }

    @Test
    void aHostHasAtMost253CharactersAndALabel63() {
        String longest = (LABEL_63 + ".").repeat(3) + "a".repeat(61);

        assertThat(longest).hasSize(253);
        assertThatCode(() -> RequestTarget.parse("http://" + longest)).doesNotThrowAnyException();
        assertThatCode(() -> RequestTarget.parse("http://" + longest + ".")).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestTarget.parse("http://" + longest + "a"))
                .withMessage("URI host must have at most 253 characters, not 254");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "127.1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.4.",
                "0x7f000001",
                "0X7F.0.0.1",
                "1.2.3.0x4",
                "a.1",
                "2130706433",
                "0x",
                "1.2.3.1000"
            })
    void refusesAHostThatSomeResolversReadAsAnotherIpv4Address(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestTarget.parse("http://" + host + "/"))
                .withMessageContaining("four decimal parts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4", "0.0.0.0", "255.255.255.255", "1a", "a.b1", "1.2.3.4.a", "0xg", "1-2"})
    void acceptsIpv4AddressesAndNamesThatHoldDigits(String host) {
        assertThat(RequestTarget.parse("http://" + host).host()).isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource({
        "bücher.example, xn--bcher-kva.example",
        "BÜCHER.Example, xn--bcher-kva.example",
        "例え.テスト, xn--r8jz45g.xn--zckzah",
        "a。b, a.b",
        "１２７.0.0.1, 127.0.0.1",
        "bü_cher.de, xn--b_cher-3ya.de",
    })
    void convertsANameThatIsNotAsciiByIdna2003(String written, String host) {
        assertThat(RequestTarget.parse("http://" + written + "/").host()).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stra\u00dfe.de", // sharp s
                "STRA\u1e9eE.de",
                "\u03b2\u03cc\u03bb\u03bf\u03c2.com", // final sigma
                "b\u03f2.com", // lunate sigma, compatible with the final one
                "b\ud835\uded3.com", // mathematical final sigma
                "a\u200cb.ir", // zero width non-joiner
                "a\u200db.lk", // zero width joiner
                "xn--bcher-kva.stra\u00dfe.de",
                "a\u04c0.ru", // these have got a small letter since
                "\u10a0.ge",
                "\u10c5.ge",
                "\u2132.com",
                "\u2183.com",
                "\ud87e\udc68.tw" // this maps to another ideograph since
            })
    void refusesANameThatIsTwoDomainsByTheTwoVersionsOfIdna(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestTarget.parse("http://" + host + "/"))
                .withMessageStartingWith("URI host: character U+")
                .withMessageContaining("one domain by IDNA 2003 and another by IDNA 2008")
                .withMessageContaining("xn--");
    }

    @ParameterizedTest
    @CsvSource({
        "xn--strae-oqa.de, xn--strae-oqa.de",
        "XN--strae-oqa.bücher.de, xn--strae-oqa.xn--bcher-kva.de",
        "βόλοσ.com, xn--nxasmq6b.com",
        "strasse.de, strasse.de"
    })
    void takesTheAsciiFormOfSuchANameAndWhatLooksLikeIt(String written, String host) {
        assertThat(RequestTarget.parse("http://" + written + "/").host()).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u2100b",
                "a\uff0fb",
                "a\uff20b",
                "a\uff1ab",
                "\u200b",
                "a\u2024\u2024b",
                "a\ud83d\ude80b",
                "a\u202eb",
                "\u3002",
                "ü..a",
                "１２７.1",
                "a\uff05" + "41",
                "a\uff03b",
                "a\u0085b",
                "a\u2028b"
            })
    void refusesANameWhoseAsciiFormIsNoHost(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestTarget.parse("http://" + host + "/"))
                .withMessageStartingWith("URI host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[::1",
                "[::1%25eth0]",
                "[fe80::1%eth0]",
                "[1]",
                "[:]",
                "[:::]",
                "[1::2::3]",
                "[1:2:3:4:5:6:7]",
                "[1:2:3:4:5:6:7:8:9]",
                "[1:2:3:4:5:6:7::8]",
                "[12345::]",
                "[g::]",
                "[::1.2.3]",
                "[::1.2.3.04]",
                "[1.2.3.4::]",
                "[v1.a]",
                "[127.0.0.1]",
                "[::1 ]",
                "[[::1]]",
                "::1",
                "1:2:3"
            })
    void refusesAnIpv6AddressThatIsNone(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestTarget.parse("http://" + host + "/"))
                .withMessageMatching("URI (host|port).*");
    }

    @Test
    void refusesTextBetweenAnIpv6AddressAndItsPort() {
        assertThatIllegalArgumentException().isThrownBy(() -> RequestTarget.parse("http://[::1]x:80/"));
        assertThatIllegalArgumentException().isThrownBy(() -> RequestTarget.parse("http://[::1]80/"));
    }

    /**
     * A text with a colon is an address or an error to the platform: it asks no name server. No zeros: it lets a group
     * have many.
     */
    @Test
    void agreesWithThePlatformOnIpv6Addresses() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            String address = randomIpv6(random);
            assertThat(accepts("http://[" + address + "]/"))
                    .as("%s, seed %d", address, seed)
                    .isEqualTo(isAddress(address));
        }
    }

    private static boolean isAddress(String text) {
        try {
            InetAddress.getByName(text);
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String randomIpv6(Random random) {
        String[] pieces = {":", "::", "1", "ab", "FFFF", "12345", "1.2.3.4", ":", ":", "7", "c"};
        StringBuilder address = new StringBuilder();
        int length = 1 + random.nextInt(16);
        for (int i = 0; i < length; i++) {
            address.append(pieces[random.nextInt(pieces.length)]);
        }
        return address.indexOf(":") < 0 ? address.append(':').toString() : address.toString();
    }

    private static boolean accepts(String uri) {
        try {
            RequestTarget.parse(uri);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
