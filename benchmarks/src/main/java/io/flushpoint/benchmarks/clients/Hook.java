package io.flushpoint.benchmarks.clients;

/**
 * A moment at which a client says that a request has got somewhere.
 *
 * @param name as the client calls it
 * @param claim what the client says by it, true or not
 */
public record Hook(String name, Claim claim) {
    /** What a hook says. */
    public enum Claim {
        /** The request is written, or more. */
        WRITTEN,
        /** The response is here: the earliest that a client without a hook for the request can tell. */
        ANSWERED
    }

    /** A hook that says the request is written. */
    public static Hook written(String name) {
        return new Hook(name, Claim.WRITTEN);
    }

    /** The response. */
    public static Hook answered() {
        return new Hook("response", Claim.ANSWERED);
    }
}
