package io.flushpoint.internal.dispatch;

import io.flushpoint.CallerDrivenSender;
import io.flushpoint.HttpSender;
import io.flushpoint.SenderOptions;
import java.util.Objects;

/** Where the public package meets the internal ones. */
public final class SenderFactory {
    private SenderFactory() {}

    /** A sender with event-loop threads of its own. */
    public static HttpSender dedicated(SenderOptions options) {
        NettySettings.apply();
        return new DedicatedSender(onSystem(options));
    }

    /** A sender driven by the calling thread. */
    public static CallerDrivenSender callerDriven(SenderOptions options) {
        NettySettings.apply();
        return new DrivenSender(onSystem(options));
    }

    /** A sender driven by the calling thread, on another platform than this process, such as one of virtual time. */
    public static CallerDrivenSender callerDriven(SenderOptions options, Platform platform) {
        return new DrivenSender(new SenderParts(options, platform));
    }

    private static SenderParts onSystem(SenderOptions options) {
        return new SenderParts(Objects.requireNonNull(options, "options"), new SystemPlatform(options));
    }
}
