package io.flushpoint;

/** Whether bytes of a request may have reached the wire: the first question about every failure. */
public enum WireState {
    /** Not one byte of this request was handed to the operating system. Sending it again cannot duplicate it. */
    NOTHING_WRITTEN,

    /**
     * At least one byte was handed to the operating system and at least one was not. The peer cannot have received
     * the whole request, but may have acted on the part it saw. Over HTTP/2 it can: what is given up while its last frames
     * wait for the socket leaves still, with a reset behind it, since the connection goes on for others.
     */
    PARTLY_WRITTEN,

    /**
     * Every byte was handed to the operating system. The peer may have received and acted on the request: sending it
     * again may duplicate it.
     */
    FULLY_WRITTEN
}
