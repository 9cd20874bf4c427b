package io.flushpoint;

/** The stage of its way in which a send was when it failed. */
public enum Phase {
    /** Admitted, waiting for a connection of its endpoint. */
    QUEUE,
    /** Waiting for the addresses of the host. */
    RESOLVE,
    /** Waiting for TCP to connect. */
    CONNECT,
    /** Waiting for a proxy to open a tunnel. */
    PROXY,
    /** Waiting for the TLS handshake. */
    TLS,
    /** A connection is leased; bytes are being handed to the operating system. */
    WRITE,
    /** Written; bytes are still on this machine. */
    SEND,
    /** Sent; bytes are not yet acknowledged by the peer's TCP. */
    ACKNOWLEDGE,
    /** Written; the final response head has not arrived. */
    ANSWER
}
