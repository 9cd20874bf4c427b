package io.flushpoint.functional;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Requests as callers may write them, and as they should not. */
final class Drafts {
    /** Stands in whatever no message may repeat. */
    static final String SECRET = "s3cr3t";

    private static final String TOKEN = "!#$%&'*+-.^_`|~0123456789abcxyzABCXYZ";
    private static final String PATH = "abcXYZ019-._~!$&'()*+,;=:@/\u00e9\u20ac\u4e2d";
    private static final String QUERY = PATH + "?[]";
    private static final String VALUE = " \t!\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~\u0080\u0085\u00a0\u00e9\u00ff";
    private static final String FOUL =
            "\r\n\0\u0001\t \u007f\u0080\u00ff\u0100\u010a\u010d\u2028\ud800\udc00\"<>\\^`{|}%#?/@:,;[]";

    private static final Set<String> OWNED = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authorization",
            "expect",
            "te",
            "upgrade",
            "trailer");

    private Drafts() {}

    /** Ones that must be sent as they are written. */
    static Arbitrary<Draft> lawful(List<String> methods, List<String> hosts) {
        Arbitrary<Tuple.Tuple2<Draft.Kind, Integer>> contents = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.just(Tuple.of(Draft.Kind.NONE, 0))),
                Tuple.of(
                        3,
                        Combinators.combine(
                                        Arbitraries.of(Draft.Kind.class),
                                        Arbitraries.of(0, 1, 2, 1_000, 4_096, 16_384, 70_000))
                                .as(Tuple::of)));
        return Combinators.combine(Arbitraries.of(methods), Arbitraries.of(hosts), targets(), headers(), contents)
                .as((method, host, target, headers, content) ->
                        new Draft(true, method, host, target, headers, content.get1(), content.get2()));
    }

    /** Ones of which a part is made to break the request, which it need not. */
    static Arbitrary<Draft> foul(List<String> methods, List<String> hosts) {
        return Combinators.combine(
                        lawful(methods, hosts), Arbitraries.integers().between(0, 4), foulText(), owned())
                .as(Drafts::fouled);
    }

    private static Draft fouled(Draft draft, int part, String text, String owned) {
        String secret = SECRET + text;
        return switch (part) {
            case 0 -> with(draft, draft.method() + text, draft.host(), draft.pathAndQuery(), draft.headers());
            case 1 -> with(draft, draft.method(), draft.host() + text, draft.pathAndQuery(), draft.headers());
            case 2 -> with(draft, draft.method(), draft.host(), draft.pathAndQuery() + secret, draft.headers());
            case 3 -> with(draft, draft.method(), draft.host(), draft.pathAndQuery(), plus(draft, "X-Foul", secret));
            default ->
                with(
                        draft,
                        draft.method(),
                        draft.host(),
                        draft.pathAndQuery(),
                        plus(draft, text.length() % 2 == 0 ? owned : "X" + text, SECRET));
        };
    }

    private static Draft with(
            Draft draft, String method, String host, String pathAndQuery, List<Draft.Header> headers) {
        return new Draft(false, method, host, pathAndQuery, headers, draft.kind(), draft.length());
    }

    private static List<Draft.Header> plus(Draft draft, String name, String value) {
        return java.util.stream.Stream.concat(
                        draft.headers().stream(), java.util.stream.Stream.of(new Draft.Header(name, value)))
                .toList();
    }

    private static Arbitrary<String> foulText() {
        Arbitrary<String> splitting = Arbitraries.of(
                "\r\nX-Split: 1",
                "\n\nGET / HTTP/1.1\r\n\r\n",
                " HTTP/1.1\r\nHost: other",
                "\r\n\r\nGET /",
                "%0d%0a",
                "%",
                "%zz",
                "#fragment",
                "@other",
                ":80",
                "\u560d\u560a",
                "x, close");
        return Arbitraries.oneOf(
                splitting,
                Arbitraries.strings()
                        .withChars(FOUL.toCharArray())
                        .ofMinLength(1)
                        .ofMaxLength(4));
    }

    private static Arbitrary<String> owned() {
        return Arbitraries.of(OWNED.toArray(new String[0]))
                .flatMap(name -> Arbitraries.of(name, name.toUpperCase(Locale.ROOT)));
    }

    private static Arbitrary<String> targets() {
        Arbitrary<String> paths = Arbitraries.oneOf(
                Arbitraries.of("", "/", "//", "/../a/./b", "/%00%0d%0a%C3%A9", "/a%2Fb", "/*"),
                text(PATH, 0, 30).map(path -> "/" + path));
        Arbitrary<String> queries =
                Arbitraries.oneOf(Arbitraries.of("", "?"), text(QUERY, 0, 30).map(query -> "?" + query));
        return Combinators.combine(paths, queries).as((path, query) -> path + query);
    }

    private static Arbitrary<List<Draft.Header>> headers() {
        Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.of("Authorization", "Cookie", "X-B", "x-b", "Accept", "Via", "Date", "User-Agent"),
                text(TOKEN, 1, 12).filter(Drafts::isFree));
        Arbitrary<String> values = Arbitraries.oneOf(
                Arbitraries.of("", "a", "close", "chunked", "0", "a\tb", "Bearer " + SECRET),
                text(VALUE, 0, 40).map(String::strip).map(Drafts::trimmed));
        return Combinators.combine(names, values).as(Draft.Header::new).list().ofMaxSize(6);
    }

    /** Neither the sender's nor one that may be there once, or is written by another part. */
    private static boolean isFree(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !OWNED.contains(lower) && !lower.startsWith("content-");
    }

    private static String trimmed(String value) {
        return value.replaceAll("^[ \t]+|[ \t]+$", "");
    }

    private static Arbitrary<String> text(String alphabet, int least, int most) {
        return Arbitraries.strings()
                .withChars(alphabet.toCharArray())
                .ofMinLength(least)
                .ofMaxLength(most);
    }
}
