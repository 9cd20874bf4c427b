package io.flushpoint.testkit;

/** How a connection of a {@link ScriptedServer} ended, as the server saw it. */
public enum ConnectionEnd {
    /** It has not ended. */
    OPEN,
    /** The client closed it in order, between two requests or within one. */
    CLIENT_FIN,
    /** The client reset it. */
    CLIENT_RST,
    /** The script or the test closed it. */
    SERVER_FIN,
    /** The script or the test reset it. */
    SERVER_RST,
    /** {@link ScriptedServer#close()} ended it. */
    SERVER_STOPPED,
    /** The TLS handshake failed: {@link ServerConnection#failure()}. */
    HANDSHAKE_FAILED,
    /** The client broke a protocol rule, or the system failed: {@link ServerConnection#failure()}. */
    FAILED
}
