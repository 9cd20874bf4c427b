package io.flushpoint.benchmarks.lab.law;

import io.flushpoint.DeliveryReport;
import io.flushpoint.WireState;
import org.jspecify.annotations.Nullable;

/**
 * One send, told from both ends.
 *
 * @param invocation the invocation that made it
 * @param reached whether the function was told that its level was reached
 * @param wireState of the failure that the function was told instead, or null
 * @param failedInvocation the invocation that the failure was attributed to, or null
 * @param late the delivery report that the function was told, or null
 * @param lateInvocation the invocation that the delivery report was attributed to, or null
 * @param received how often the peer's TCP had the whole of it
 * @param seen how often the peer's application read it
 */
record SendStory(
        String invocation,
        boolean reached,
        @Nullable WireState wireState,
        @Nullable String failedInvocation,
        DeliveryReport.@Nullable Kind late,
        @Nullable String lateInvocation,
        int received,
        int seen) {

    static SendStory of(String invocation) {
        return new SendStory(invocation, false, null, null, null, null, 0, 0);
    }

    SendStory withReached() {
        return new SendStory(invocation, true, wireState, failedInvocation, late, lateInvocation, received, seen);
    }

    SendStory withFailure(String attributedTo, WireState state) {
        return new SendStory(invocation, reached, state, attributedTo, late, lateInvocation, received, seen);
    }

    SendStory withReport(String attributedTo, DeliveryReport.Kind kind) {
        return new SendStory(invocation, reached, wireState, failedInvocation, kind, attributedTo, received, seen);
    }

    SendStory withReceived() {
        return new SendStory(
                invocation, reached, wireState, failedInvocation, late, lateInvocation, received + 1, seen);
    }

    SendStory withSeen() {
        return new SendStory(
                invocation, reached, wireState, failedInvocation, late, lateInvocation, received, seen + 1);
    }

    /** Whether the function was told that it did not reach its level. */
    boolean failed() {
        return wireState != null;
    }

    /** Whether the function was told, after a success, that the request was lost or that nothing is known of it. */
    boolean lateLost() {
        return reached && (late == DeliveryReport.Kind.LOST || late == DeliveryReport.Kind.UNKNOWN);
    }

    /** Whether nobody told the function that the peer has not seen it. */
    boolean unexplained() {
        return seen == 0 && !failed() && !lateLost();
    }
}
