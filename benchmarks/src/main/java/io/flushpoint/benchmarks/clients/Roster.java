package io.flushpoint.benchmarks.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Every client of this build: ours and the always-built ones first, then the services of the profile {@code clients}. */
public final class Roster {
    private final List<ClientFactory> factories;

    private Roster(List<ClientFactory> factories) {
        this.factories = List.copyOf(factories);
    }

    /** The clients that are here. */
    public static Roster load() {
        List<ClientFactory> factories = new ArrayList<>(alwaysBuilt());
        ServiceLoader.load(ClientFactory.class).forEach(factories::add);
        return new Roster(factories);
    }

    /** The clients that need no profile. */
    static List<ClientFactory> alwaysBuilt() {
        return List.of(
                new FloorFactory(),
                new NettyFactory(),
                FlushpointFactory.caller(),
                FlushpointFactory.dedicated(),
                new LambdaFactory(),
                new JdkFactory(),
                new UrlConnectionFactory());
    }

    /** In the order of the tables. */
    public List<ClientFactory> factories() {
        return factories;
    }

    /**
     * The client of that name.
     *
     * @throws IllegalArgumentException if it is not here, naming those that are
     */
    public ClientFactory named(String name) {
        return factories.stream()
                .filter(factory -> factory.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no client " + name + " in this build, only "
                        + factories.stream().map(ClientFactory::name).toList()));
    }
}
