package io.flushpoint;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that leads to servers: one of HTTP (RFC 9110 §9.3.6) or of SOCKS 5 (RFC 1928). It is spoken to in clear text; what is
 * sent to an {@code https} server is encrypted through it. Immutable. Its text form holds no credentials.
 */
public final class Proxy {
    /** What a proxy speaks. */
    public enum Kind {
        /** {@code CONNECT} for {@code https}; for {@code http} it is sent the request, in absolute form (RFC 9112 §3.2.2). */
        HTTP,
        /** A tunnel for both. It looks up the names of servers. */
        SOCKS5
    }

    private static final int MAX_PORT = 65_535;
    private static final int HTTP_PORT = 80;
    private static final int SOCKS_PORT = 1_080;

    /** RFC 1929 §2. */
    private static final int MAX_SOCKS_BYTES = 255;

    private final Kind kind;
    private final String host;
    private final int port;
    private final @Nullable String user;
    private final @Nullable String password;

    private Proxy(Kind kind, String host, int port, @Nullable String user, @Nullable String password) {
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("port of a proxy must be 1 to " + MAX_PORT + ", not " + port);
        }
        this.kind = kind;
        this.host = checked(host);
        this.port = port;
        this.user = user;
        this.password = password;
    }

    private static String checked(String host) {
        if (host.contains("://")) {
            throw new IllegalArgumentException("host of a proxy must be a name or an address; Proxy.parse reads a URI");
        }
        try {
            return host.indexOf(':') < 0 ? Host.name(host) : Host.ipv6(host);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("host of a proxy: " + e.getMessage());
        }
    }

    /**
     * A proxy of HTTP.
     *
     * @param host name or IP literal, an IPv6 address without brackets
     * @param port 1 to 65,535
     * @throws IllegalArgumentException if one of them is malformed
     */
    public static Proxy http(String host, int port) {
        return new Proxy(Kind.HTTP, host, port, null, null);
    }

    /** A proxy of SOCKS 5. As {@link #http} otherwise. */
    public static Proxy socks5(String host, int port) {
        return new Proxy(Kind.SOCKS5, host, port, null, null);
    }

    /**
     * With a user and a password: Basic (RFC 7617) for HTTP, RFC 1929 for SOCKS 5. Only the proxy gets them, and in clear text.
     *
     * @throws IllegalArgumentException if the user has a colon or one of them a control character; for SOCKS 5 also if one of
     *     them is empty, longer than 255 characters or not in ASCII. The message holds neither
     */
    public Proxy credentials(String user, String password) {
        check("user", user);
        check("password", password);
        if (kind == Kind.HTTP && user.indexOf(':') >= 0) {
            throw new IllegalArgumentException("user of a proxy must not have a colon (RFC 7617 §2)");
        }
        return new Proxy(kind, host, port, user, password);
    }

    /**
     * Reads {@code [http://][user:password@]host[:port]}, or with {@code socks5} or {@code socks5h}, which mean the same here;
     * user and password are percent-encoded. The port is 80 for HTTP and 1080 for SOCKS, unless it is given. There may be a slash
     * at the end, and no more of a path.
     *
     * @throws IllegalArgumentException if it is malformed, or of a proxy that is spoken to over TLS ({@code https}), which is not
     *     supported. The message does not repeat the text
     */
    public static Proxy parse(String text) {
        int colons = text.indexOf("://");
        String scheme = colons < 0 ? "http" : text.substring(0, colons).toLowerCase(Locale.ROOT);
        String rest = colons < 0 ? text : text.substring(colons + 3);
        String authority = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        if (authority.chars().anyMatch(c -> c == '/' || c == '?' || c == '#')) {
            throw new IllegalArgumentException(
                    "a proxy must have no path, query or fragment; / ? and # of a user or password"
                            + " are written %2F, %3F and %23");
        }
        int at = authority.lastIndexOf('@');
        String place = authority.substring(at + 1);
        int bracket = place.indexOf(']');
        int colon = place.indexOf(':', bracket + 1);
        String host = colon < 0 ? place : place.substring(0, colon);
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        Proxy proxy = switch (scheme) {
            case "http" -> http(bare, port(place, colon, HTTP_PORT));
            case "socks5", "socks5h" -> socks5(bare, port(place, colon, SOCKS_PORT));
            case "https" -> throw new IllegalArgumentException("a proxy that is spoken to over TLS is not supported");
            default -> throw new IllegalArgumentException("the scheme of a proxy must be http, socks5 or socks5h");
        };
        return at <= 0 ? proxy : proxy.userInfo(authority.substring(0, at));
    }

    private static int port(String place, int colon, int byDefault) {
        String digits = colon < 0 ? "" : place.substring(colon + 1);
        if (digits.isEmpty()) {
            return byDefault;
        }
        if (digits.length() > 5 || !digits.chars().allMatch(HttpSyntax::isDigit)) {
            throw new IllegalArgumentException(
                    "port of a proxy must be a number, and an IPv6 address be in brackets: [::1]:3128");
        }
        return Integer.parseInt(digits);
    }

    private Proxy userInfo(String written) {
        int colon = written.indexOf(':');
        return credentials(
                decoded(colon < 0 ? written : written.substring(0, colon)),
                decoded(colon < 0 ? "" : written.substring(colon + 1)));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) { // whose message has a part of it
            throw new IllegalArgumentException("user and password of a proxy must be percent-encoded");
        }
    }

    private void check(String what, String value) {
        Objects.requireNonNull(value, what);
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what + " of a proxy must not have control characters");
        }
        boolean ascii = value.chars().allMatch(c -> c < 0x80); // Netty would send question marks
        if (kind == Kind.SOCKS5 && (value.isEmpty() || value.length() > MAX_SOCKS_BYTES || !ascii)) {
            throw new IllegalArgumentException(
                    what + " of a SOCKS proxy must have 1 to " + MAX_SOCKS_BYTES + " characters of ASCII");
        }
    }

    /** What it speaks. */
    public Kind kind() {
        return kind;
    }

    /** ASCII name or IP literal without brackets, in lower case. */
    public String host() {
        return host;
    }

    /** 1 to 65,535. */
    public int port() {
        return port;
    }

    /** The user, if it has {@linkplain #credentials credentials}. */
    public Optional<String> user() {
        return Optional.ofNullable(user);
    }

    /** The password, if it has {@linkplain #credentials credentials}. */
    public Optional<String> password() {
        return Optional.ofNullable(password);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Proxy that
                && kind == that.kind
                && host.equals(that.host)
                && port == that.port
                && Objects.equals(user, that.user)
                && Objects.equals(password, that.password);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, host, port, user);
    }

    /** {@code http://host:port} or {@code socks5://host:port}, without credentials. */
    @Override
    public String toString() {
        String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return (kind == Kind.HTTP ? "http://" : "socks5://") + shown + ":" + port;
    }
}
