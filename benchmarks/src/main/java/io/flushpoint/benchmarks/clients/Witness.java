package io.flushpoint.benchmarks.clients;

/** Is told what became of a post, on whichever thread the client chooses; must not throw. */
public interface Witness {
    /** The hook fired. May block: that is how a trial finds out what was written by then. */
    void hook();

    /** The response is read, and the connection free for the next post. */
    void answered();

    /** The post failed; nothing more is told. Repeats count for nothing. */
    void failed(Throwable cause);
}
