package io.flushpoint.lambda.documentation;

import com.amazonaws.services.lambda.runtime.Context;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.lambda.FlushingHandler;
import io.flushpoint.lambda.Invocation;
import io.flushpoint.lambda.InvocationReport;
import io.flushpoint.lambda.LambdaOptions;
import io.flushpoint.lambda.LambdaSender;
import java.time.Duration;

/** A function that asks for more than the defaults. */
// snippet:configured
public final class ConfiguredOrders extends FlushingHandler<Order, String> {
    private static final LambdaOptions OPTIONS = LambdaOptions.fromEnvironment() // what is set here wins
            .level(DeliveryLevel.ACKNOWLEDGED)
            .longestWait(Duration.ofMillis(300))
            .resendLost(true)
            .onReport(ConfiguredOrders::late);

    public ConfiguredOrders() {
        super(LambdaSender.warm(OPTIONS, "https://metrics.example.com", "https://audit.example.com"));
    }

    @Override
    protected String handle(Order order, Context context, Invocation invocation) {
        invocation.send(sender().post("/v1/counters").json(order.counters()).replayable());
        return order.process();
    }

    private static void late(InvocationReport late) {
        if (late.report().kind() == DeliveryReport.Kind.LOST) {
            System.err.println("lost of " + late.invocation() + (late.resent() ? ", sent again" : ""));
        }
    }
}
// end
