package io.flushpoint;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Where a request goes: an absolute {@code http} or {@code https} URI, taken apart and checked by the rules in
 * {@link SendRequest}. {@code java.net.URI} does not serve: it finds no host in one with an underscore. Messages tell a
 * bad character by code point and index, in the URI or in its host, and never repeat the URI, which may hold a secret.
 */
final class RequestTarget {
    private static final int MAX_PORT = 65_535;
    private static final String PATH_SYMBOLS = "-._~!$&'()*+,;=:@/";
    private static final String HEX = "0123456789ABCDEF";

    private final boolean secure;
    private final String host;
    private final int port;
    private final String authority;
    private final String endpoint;
    private final String target;

    private RequestTarget(boolean secure, String host, int port, String target) {
        this.secure = secure;
        this.host = host;
        this.port = port;
        this.target = target;
        String bracketed = host.indexOf(':') < 0 ? host : '[' + host + ']';
        this.authority = port == defaultPort(secure) ? bracketed : bracketed + ':' + port;
        this.endpoint = scheme() + "://" + bracketed + ':' + port;
    }

    static RequestTarget parse(String uri) {
        HttpSyntax.requirePairedSurrogates("URI", uri);
        int colon = uri.indexOf("://");
        if (colon < 0) {
            throw new IllegalArgumentException("URI must be absolute and begin with http:// or https://");
        }
        boolean secure = isSecure(uri.substring(0, colon));
        int start = colon + 3;
        int end = start;
        while (end < uri.length() && "/?#".indexOf(uri.charAt(end)) < 0) {
            end++;
        }
        String authority = uri.substring(start, end);
        if (authority.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "URI must not hold userinfo (RFC 9110 §4.2.4); credentials go into a header");
        }
        int hostLength = hostLength(authority);
        String host = authority.startsWith("[")
                ? Host.ipv6(authority.substring(1, hostLength - 1))
                : Host.name(authority.substring(0, hostLength));
        int port = port(authority.substring(hostLength), defaultPort(secure));
        return new RequestTarget(secure, host, port, target(uri, end));
    }

    private static boolean isSecure(String scheme) {
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "https" -> true;
            case "http" -> false;
            default -> throw new IllegalArgumentException("URI scheme must be http or https");
        };
    }

    /** The length of the host in an authority, brackets included. */
    private static int hostLength(String authority) {
        if (authority.startsWith("[")) {
            int length = authority.indexOf(']') + 1;
            if (length == 0) {
                throw new IllegalArgumentException("URI host has no closing bracket");
            }
            return length;
        }
        int colon = authority.indexOf(':');
        if (colon != authority.lastIndexOf(':')) {
            throw new IllegalArgumentException("URI host: an IPv6 address must stand in brackets");
        }
        return colon < 0 ? authority.length() : colon;
    }

    /** @param written empty, or a colon and what follows it; never repeated, it may be part of a password */
    private static int port(String written, int defaultPort) {
        if (written.isEmpty() || written.equals(":")) {
            return defaultPort;
        }
        int port = 0;
        for (int i = 1; i < written.length() && port <= MAX_PORT; i++) {
            char c = written.charAt(i);
            port = HttpSyntax.isDigit(c) ? port * 10 + (c - '0') : MAX_PORT + 1;
        }
        if (written.charAt(0) != ':' || port == 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("URI port must be a number from 1 to " + MAX_PORT);
        }
        return port;
    }

    /** The origin-form (RFC 9112 §3.2.1) of what follows the authority, which ends at {@code start}. */
    private static String target(String uri, int start) {
        StringBuilder target = new StringBuilder(uri.length() - start + 1);
        boolean query = false;
        if (start == uri.length() || uri.charAt(start) != '/') {
            target.append('/');
        }
        int c;
        for (int i = start; i < uri.length(); i += Character.charCount(c)) {
            c = uri.codePointAt(i);
            query |= c == '?';
            if (c == '?' || HttpSyntax.isAlphanumeric(c) || PATH_SYMBOLS.indexOf(c) >= 0) {
                target.append((char) c);
            } else if (c == '%') {
                requireTwoHexDigits(uri, i);
                target.append('%');
            } else if (c >= 0x80 || (query && (c == '[' || c == ']'))) {
                percentEncode(c, target);
            } else {
                throw refused(uri, i, query);
            }
        }
        return target.toString();
    }

    private static void requireTwoHexDigits(String uri, int percent) {
        if (percent + 2 >= uri.length()
                || !HttpSyntax.isHexDigit(uri.charAt(percent + 1))
                || !HttpSyntax.isHexDigit(uri.charAt(percent + 2))) {
            throw new IllegalArgumentException("URI: the percent sign at index " + percent
                    + " is not followed by two hexadecimal digits; for the sign itself write %25");
        }
    }

    private static void percentEncode(int codePoint, StringBuilder target) {
        for (byte octet : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
            target.append('%').append(HEX.charAt((octet >> 4) & 0xF)).append(HEX.charAt(octet & 0xF));
        }
    }

    private static IllegalArgumentException refused(String uri, int index, boolean query) {
        if (uri.charAt(index) == '#') {
            return new IllegalArgumentException(
                    "URI must not have a fragment, as begins at index " + index + "; for the sign itself write %23");
        }
        return new IllegalArgumentException("URI: " + HttpSyntax.character(uri, index) + " is not allowed in a "
                + (query ? "query" : "path") + " and must be percent-encoded");
    }

    private static int defaultPort(boolean secure) {
        return secure ? 443 : 80;
    }

    boolean isSecure() {
        return secure;
    }

    String scheme() {
        return secure ? "https" : "http";
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    String authority() {
        return authority;
    }

    String endpoint() {
        return endpoint;
    }

    String target() {
        return target;
    }

    /** The length of the target without its query. */
    int pathLength() {
        int query = target.indexOf('?');
        return query < 0 ? target.length() : query;
    }
}
