package io.flushpoint.benchmarks.clients;

import java.util.List;

/** A client under comparison, by name. */
public interface ClientFactory {
    /** In lower case, words joined by hyphens. */
    String name();

    /** What it offers to wait for, the one to measure by first: the truthful one, or the response if there is none. */
    List<Hook> hooks();

    /** Whether it can write a request ahead of the answer to the one before, on the same connection. */
    default boolean pipelines() {
        return false;
    }

    /** Whether it can speak HTTP/2, over TLS or by prior knowledge in the clear. */
    default boolean speaksHttp2(boolean secure) {
        return false;
    }

    /** Whether opening it connects it and makes its first post a warm one, without a request to the server. */
    default boolean warms() {
        return false;
    }

    /** Loads the native libraries that a post to the target needs, to see what that alone takes, and says how many. */
    default int loadNatives(Target target) {
        return 0;
    }

    /** Opens it with its own defaults, but for what the target says and one I/O thread. */
    OpenClient open(Target target, Hook hook) throws Exception;

    /**
     * The hook of that name.
     *
     * @throws IllegalArgumentException if it has none, naming those it has
     */
    default Hook hook(String name) {
        return hooks().stream()
                .filter(hook -> hook.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name() + " has no hook " + name + ", only " + hooks()));
    }
}
