package io.flushpoint.simulation;

/** Reads the requests in what a client wrote on one connection, by one version of HTTP; fails where it breaks the protocol. */
interface RequestsRead {
    /** Who is told of them. */
    interface Listener {
        /** The first byte of a request is there, and not yet which it is; only over HTTP/1.1. */
        default void firstByte() {}

        /** A request has begun at that position, and says which it is. */
        void began(Key request, long firstByte);

        /** Its head is whole. */
        default void headIsWhole(Key request) {}

        /** It is whole, up to that position. */
        void whole(Key request, long end, byte[] body);
    }

    /**
     * A request on its connection.
     *
     * @param id which one the caller has made it
     * @param stream of HTTP/2; 0 otherwise
     */
    record Key(int id, int stream) {}

    /** More was written. */
    void feed(byte[] bytes);
}
