package io.flushpoint.internal.dispatch;

/**
 * What Netty is told before this process uses it for the first time. It reads its settings once; one that the process was
 * started with, or that comes after another user of Netty, stays.
 */
final class NettySettings {
    /**
     * Whether Netty describes its buffers to the flight recorder. Making those events known loads the recorder, which is
     * a good part of a cold first send.
     */
    private static final String BUFFER_EVENTS = "io.netty.jfr.enabled";

    private NettySettings() {}

    /** Sets what is not set. */
    static void apply() {
        System.getProperties().putIfAbsent(BUFFER_EVENTS, "false");
    }
}
