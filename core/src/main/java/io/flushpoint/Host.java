package io.flushpoint;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;

/**
 * The host of a URI (RFC 3986 §3.2.2), checked and brought to its ASCII lower-case form. Stricter than the grammar
 * where two readers could take one text for two hosts: no percent-encoding, no zone id, and a name that ends in a
 * number is an IPv4 address in four decimal parts or nothing ({@code 127.1} and {@code 0x7f000001} are the loopback to
 * some resolvers).
 */
final class Host {
    private static final int MAX_NAME_LENGTH = 253;
    private static final int MAX_LABEL_LENGTH = 63;
    private static final int IPV6_GROUPS = 8;
    private static final int MAX_IPV6_LENGTH = 45;

    /**
     * What IDNA 2003 and IDNA 2008 take for two domains: sharp s, final sigma and the two joiners (RFC 5894 §7.2), and
     * the letters whose mapping changed after Unicode 3.2 (UTS 46 §6).
     */
    private static final String TWO_DOMAINS = "\u00df\u1e9e\u03c2\u200c\u200d\u04c0\u2132\u2183"
            + "\ud87e\udc68\ud87e\udc74\ud87e\udd1f\ud87e\udd5f\ud87e\uddbf";

    private static final int FIRST_GEORGIAN_CAPITAL = 0x10A0;
    private static final int LAST_GEORGIAN_CAPITAL = 0x10C5;

    private Host() {}

    /**
     * A registered name or an IPv4 address, in ASCII lower case; a trailing dot is kept. Given without unpaired
     * surrogates.
     */
    static String name(String written) {
        String name = written.chars().allMatch(c -> c < 0x80) ? written : toAscii(written);
        checkName(name);
        return name.toLowerCase(Locale.ROOT);
    }

    /** An IPv6 address, given without its brackets, in lower case. */
    static String ipv6(String written) {
        if (written.length() > MAX_IPV6_LENGTH || !isIpv6(written)) {
            throw new IllegalArgumentException(
                    "URI host in brackets must be an IPv6 address without a zone (RFC 3986 §3.2.2)");
        }
        return written.toLowerCase(Locale.ROOT);
    }

    /**
     * IDNA 2003 (RFC 3490), the version at hand in the platform. Without {@code ALLOW_UNASSIGNED}: of a character that
     * came after Unicode 3.2 it is not known what it maps to. Without {@code USE_STD3_ASCII_RULES}: it would refuse the
     * underscore that is fine in other names; what mapping brings forth, such as the slash in U+2100, is refused after
     * it.
     */
    private static String toAscii(String written) {
        requireOneDomain(written);
        try {
            return IDN.toASCII(written, 0);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("URI host has no ASCII form by IDNA 2003 (RFC 3490)", e);
        }
    }

    private static void requireOneDomain(String written) {
        for (int i = 0; i < written.length(); i = written.offsetByCodePoints(i, 1)) {
            int c = written.codePointAt(i);
            if (isTwoDomains(c)
                    || Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC)
                            .codePoints()
                            .anyMatch(Host::isTwoDomains)) {
                throw new IllegalArgumentException("URI host: " + HttpSyntax.character(written, i)
                        + " makes one domain by IDNA 2003 and another by IDNA 2008;"
                        + " write the label that you mean in its ASCII form, which begins with xn--");
            }
        }
    }

    private static boolean isTwoDomains(int c) {
        return TWO_DOMAINS.indexOf(c) >= 0 || (c >= FIRST_GEORGIAN_CAPITAL && c <= LAST_GEORGIAN_CAPITAL);
    }

    private static void checkName(String name) {
        String undotted = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (undotted.isEmpty()) {
            throw new IllegalArgumentException("URI host must not be empty");
        }
        if (undotted.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "URI host must have at most " + MAX_NAME_LENGTH + " characters, not " + undotted.length());
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!HttpSyntax.isAlphanumeric(c) && c != '.' && c != '-' && c != '_') {
                throw new IllegalArgumentException("URI host: " + HttpSyntax.character(name, i)
                        + (c == '%' ? " begins a percent-encoding, which has no place in a host" : " is not allowed"));
            }
        }
        String[] labels = undotted.split("\\.", -1);
        for (String label : labels) {
            if (label.isEmpty() || label.length() > MAX_LABEL_LENGTH) {
                throw new IllegalArgumentException(
                        "URI host must have labels of 1 to " + MAX_LABEL_LENGTH + " characters, not " + label.length());
            }
        }
        if (isNumber(labels[labels.length - 1]) && !isIpv4(name)) {
            throw new IllegalArgumentException(
                    "URI host that ends in a number must be an IPv4 address in four decimal parts");
        }
    }

    private static boolean isNumber(String label) {
        boolean hexadecimal = label.startsWith("0x") || label.startsWith("0X");
        return hexadecimal
                ? label.chars().skip(2).allMatch(HttpSyntax::isHexDigit)
                : label.chars().allMatch(HttpSyntax::isDigit);
    }

    private static boolean isIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean digits = part.chars().allMatch(HttpSyntax::isDigit);
            boolean leadingZero = part.length() > 1 && part.charAt(0) == '0';
            if (part.isEmpty() || part.length() > 3 || !digits || leadingZero || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == IPV6_GROUPS;
        }
        if (text.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        int before = groups(text.substring(0, gap), false);
        int after = groups(text.substring(gap + 2), true);
        return before >= 0 && after >= 0 && before + after < IPV6_GROUPS;
    }

    /** The number of 16-bit groups in a part of an IPv6 address, or -1 if it is malformed. */
    private static int groups(String part, boolean ipv4AtEnd) {
        if (part.isEmpty()) {
            return 0;
        }
        String[] pieces = part.split(":", -1);
        int groups = 0;
        for (int i = 0; i < pieces.length; i++) {
            if (isHexGroup(pieces[i])) {
                groups++;
            } else if (ipv4AtEnd && i == pieces.length - 1 && isIpv4(pieces[i])) {
                groups += 2;
            } else {
                return -1;
            }
        }
        return groups;
    }

    private static boolean isHexGroup(String piece) {
        return !piece.isEmpty() && piece.length() <= 4 && piece.chars().allMatch(HttpSyntax::isHexDigit);
    }
}
