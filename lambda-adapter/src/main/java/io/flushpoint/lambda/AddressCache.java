package io.flushpoint.lambda;

import java.security.Security;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's cache of addresses, which is in a snapshot like everything else. No call of the public API clears it; how long
 * it keeps an address is a security property of the process, and not ours to set. By default that is 30 s, counted while
 * the process runs.
 */
final class AddressCache {
    private static final String TTL = "networkaddress.cache.ttl";
    private static final String OLDER_TTL = "sun.net.inetaddr.ttl";

    private AddressCache() {}

    /** Warns if every copy of a snapshot would go on with the addresses of INIT, however old that is. */
    static void warnIfKeptForEver() {
        if (keepsForEver(Security.getProperty(TTL), System.getProperty(OLDER_TTL))) {
            AdapterLog.warning("the JDK keeps addresses for ever (" + TTL + "), also those that are in the snapshot:"
                    + " unless the runtime clears them, every copy connects to where INIT did");
        }
    }

    /** The first of the two counts that is a number; a negative one is for ever. */
    static boolean keepsForEver(@Nullable String ttl, @Nullable String olderTtl) {
        Integer seconds = number(ttl);
        if (seconds == null) {
            seconds = number(olderTtl);
        }
        return seconds != null && seconds < 0;
    }

    private static @Nullable Integer number(@Nullable String text) {
        try {
            return text == null ? null : Integer.valueOf(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
