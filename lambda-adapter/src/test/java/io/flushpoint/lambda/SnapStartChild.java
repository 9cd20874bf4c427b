package io.flushpoint.lambda;

import com.amazonaws.services.lambda.crac.Core;
import io.flushpoint.SendRequest;
import java.time.Duration;
import java.util.Map;

/**
 * A function under SnapStart as far as the runtime client's hooks go: warms, is prepared for a snapshot, and goes on from
 * it twice. Says where it is on standard output, and goes on when told to on standard input.
 */
final class SnapStartChild {
    private static final Map<String, String> SNAP_START = Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");

    private SnapStartChild() {}

    /** Takes the endpoint. */
    public static void main(String... arguments) throws Exception {
        LambdaOptions options = LambdaOptions.defaults().resendLost(true);
        LambdaSender sender = LambdaSender.warm(options, SNAP_START, LambdaClocks.SYSTEM, arguments[0]);
        say("warm " + sender.mode() + " " + sender.environment().keys().instance());
        System.in.read();
        System.gc(); // as the runtime client does: what is only weakly held is gone now
        try {
            Core.getGlobalContext().beforeCheckpoint(null);
        } catch (UnsatisfiedLinkError afterTheHooks) {
            // clearing the JVM's DNS cache takes the runtime client's native library, which is not loaded here
        }
        say("checkpoint");
        for (int life = 1; life <= 2; life++) {
            System.in.read();
            Core.getGlobalContext().afterRestore(null);
            say("restored " + sender.environment().keys().instance() + " "
                    + sender.warmReport().isWarm());
            try (Invocation invocation = sender.begin(new FakeContext("life-" + life, Duration.ofSeconds(30)))) {
                SendRequest request = sender.post("/life-" + life).json("{}").replayable();
                invocation.send(request);
            }
            say("sent");
        }
        System.in.read();
        sender.close();
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
