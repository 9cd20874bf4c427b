package io.flushpoint.benchmarks.lab;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The addresses of one lab: one of the /26 networks of 198.18.0.0/15, which RFC 2544 sets aside for measurements. Its
 * lower half is the network, its upper half the links of the Runtime API.
 */
final class LabAddresses {
    /** Environments that fit into one half, beside the lab itself. */
    static final int MAX_ENVIRONMENTS = 16;

    private static final int NETWORKS = 1 << 11;
    private static final int API = 32;

    private final int network;

    private LabAddresses(int network) {
        this.network = network;
    }

    /**
     * Takes a network that no interface has: the lab's process id tells where to look first.
     *
     * @param inUse what {@code ip -o -4 addr} says
     */
    static LabAddresses choose(long pid, String inUse) {
        for (int i = 0; i < NETWORKS; i++) {
            LabAddresses addresses = new LabAddresses((int) ((pid + i) % NETWORKS));
            if (!inUse.contains(" " + addresses.lab() + "/")) {
                return addresses;
            }
        }
        throw new LabException("no free network in 198.18.0.0/15");
    }

    /** The lab's own, where collectors listen. */
    String lab() {
        return address(1);
    }

    /** An environment's on the network. */
    String environment(int place) {
        return address(2 + place);
    }

    /** The lab's own on the links of the Runtime API, where emulators listen. */
    String api() {
        return address(API + 1);
    }

    /** An environment's on its link of the Runtime API. */
    String apiOf(int place) {
        return address(API + 2 + place);
    }

    private String address(int host) {
        int bits = (network << 6) + host;
        return "198." + (18 + (bits >> 16)) + "." + (bits >> 8 & 0xff) + "." + (bits & 0xff);
    }

    /** An address as the sockets want it. */
    static InetAddress parse(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(address + " is an address", e);
        }
    }
}
