package io.flushpoint.benchmarks.clients;

/** The parameter {@code level}. */
public final class LevelParameter {
    private static final String WRITTEN = "WRITTEN";

    private LevelParameter() {}

    /**
     * The hook to wait for: of the level's name, or the first of a client that has no levels.
     *
     * @throws IllegalArgumentException if the client has no such level
     */
    public static Hook hook(ClientFactory factory, String level) {
        Hook first = factory.hooks().get(0);
        boolean hasLevels = first.name().equals(WRITTEN);
        return !hasLevels && level.equals(WRITTEN) ? first : factory.hook(level);
    }
}
