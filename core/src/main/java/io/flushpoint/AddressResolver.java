package io.flushpoint;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Finds the addresses of a host. May block: it is called on a resolver thread of the sender, never on an event loop,
 * and the sender stops waiting at {@link Bound#RESOLVE_DEADLINE}.
 */
@FunctionalInterface
public interface AddressResolver {
    /** The platform's resolver ({@link InetAddress#getAllByName}), with its cache ({@code networkaddress.cache.ttl}). */
    AddressResolver PLATFORM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * Looks a host up.
     *
     * @param host an ASCII host name; IP literals are never passed
     * @return the addresses in the order in which to try them; the two families take turns all the same (RFC 8305 §4), and one
     *     that connected when others did not comes first. An empty list counts as unresolved
     * @throws UnknownHostException if the host has no address or the lookup failed
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
