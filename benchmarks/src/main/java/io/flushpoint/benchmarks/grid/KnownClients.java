package io.flushpoint.benchmarks.grid;

import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.Roster;
import java.util.Set;

/** The parameter {@code client}: which of the clients asked for can be measured. */
public final class KnownClients {
    /** What works on the calling thread and waits there; its answers are read only while somebody waits for them. */
    private static final Set<String> BLOCKING = Set.of("floor", "url-connection");

    private final Roster roster = Roster.load();

    /** Those of this build. */
    public KnownClients() {}

    /** Why that client cannot be measured in this build; empty if it can be. */
    public String obstacle(String client) {
        return roster.factories().stream().map(ClientFactory::name).anyMatch(client::equals)
                ? ""
                : client + " is not in this build, see the profile clients";
    }

    /** The same, for an experiment in which the client must not hold up the thread that posts. */
    public String obstacleUnblocked(String client) {
        return BLOCKING.contains(client) ? client + " blocks the thread that posts" : obstacle(client);
    }

    /** A client of this build. */
    public ClientFactory named(String client) {
        return roster.named(client);
    }
}
