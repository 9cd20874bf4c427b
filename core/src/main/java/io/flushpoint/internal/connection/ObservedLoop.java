package io.flushpoint.internal.connection;

import io.netty.channel.EventLoop;

/**
 * An event loop, and what is observed of it.
 *
 * @param loop runs what is confined to it
 * @param runningTime the time in which it ran
 * @param looks its looks at its sockets
 */
public record ObservedLoop(EventLoop loop, RunningTime runningTime, Looks looks) {}
