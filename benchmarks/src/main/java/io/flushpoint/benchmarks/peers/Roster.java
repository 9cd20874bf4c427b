package io.flushpoint.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Every peer of this build: ours and the always-built ones first, then the services of the profile {@code peers}. */
public final class Roster {
    private final List<Peer> peers;

    private Roster(List<Peer> peers) {
        this.peers = List.copyOf(peers);
    }

    /** The peers that are here. */
    public static Roster load() {
        List<Peer> peers = new ArrayList<>(alwaysBuilt());
        ServiceLoader.load(Peer.class).forEach(peers::add);
        return new Roster(peers);
    }

    /** The peers that need no profile. */
    static List<Peer> alwaysBuilt() {
        return List.of(
                new FloorPeer(),
                new NettyPeer(),
                FlushpointPeer.caller(),
                FlushpointPeer.dedicated(),
                new LambdaPeer(),
                new JdkPeer(),
                new UrlConnectionPeer());
    }

    /** In the order of the tables. */
    public List<Peer> peers() {
        return peers;
    }

    /**
     * The peer of that name.
     *
     * @throws IllegalArgumentException if it is not here, naming those that are
     */
    public Peer named(String name) {
        return peers.stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no client " + name + " in this build, only "
                        + peers.stream().map(Peer::name).toList()));
    }
}
