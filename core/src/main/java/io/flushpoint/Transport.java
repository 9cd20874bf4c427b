package io.flushpoint;

/** How the sender talks to the operating system. */
public enum Transport {
    /** {@link #EPOLL} where its native library loads, {@link #NIO} otherwise. */
    AUTO,
    /** Linux epoll through Netty's native library: all delivery levels and the thaw probe. */
    EPOLL,
    /** The JDK's selector: {@link DeliveryLevel#WRITTEN} and {@link DeliveryLevel#ANSWERED} only, no thaw probe. */
    NIO
}
