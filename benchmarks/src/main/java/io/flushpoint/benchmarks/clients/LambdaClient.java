package io.flushpoint.benchmarks.clients;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.SendRequest;
import io.flushpoint.lambda.Invocation;
import io.flushpoint.lambda.LambdaSender;
import org.jspecify.annotations.Nullable;

/** An environment between its invocations; a post is one invocation, with a deadline of its own. */
final class LambdaClient implements OpenClient {
    private static final int DEADLINE_MILLIS = 30_000;

    private final LambdaSender sender;
    private final SendRequest request;
    private final Context context = new SparseContext();

    LambdaClient(LambdaSender sender, Target target) {
        this.sender = sender;
        request = FlushpointFactory.request(target.uri(), Body.of(target.content()));
    }

    @Override
    public void post(Witness witness) {
        Delivery delivery;
        try (Invocation invocation = sender.begin(context)) {
            delivery = invocation.send(request);
        }
        if (!delivery.reached(sender.level()).toCompletableFuture().isCompletedExceptionally()) {
            witness.hook();
        }
        delivery.reached(DeliveryLevel.ANSWERED).whenComplete((receipt, failure) -> {
            if (failure == null) {
                witness.answered();
            } else {
                witness.failed(failure);
            }
        });
    }

    @Override
    public void close() {
        sender.close();
    }

    /** What the adapter asks an invocation for, and nothing else. */
    private static final class SparseContext implements Context {
        @Override
        public String getAwsRequestId() {
            return "benchmark";
        }

        @Override
        public @Nullable String getLogGroupName() {
            return null;
        }

        @Override
        public @Nullable String getLogStreamName() {
            return null;
        }

        @Override
        public @Nullable String getFunctionName() {
            return null;
        }

        @Override
        public @Nullable String getFunctionVersion() {
            return null;
        }

        @Override
        public @Nullable String getInvokedFunctionArn() {
            return null;
        }

        @Override
        public @Nullable CognitoIdentity getIdentity() {
            return null;
        }

        @Override
        public @Nullable ClientContext getClientContext() {
            return null;
        }

        @Override
        public int getRemainingTimeInMillis() {
            return DEADLINE_MILLIS;
        }

        @Override
        public int getMemoryLimitInMB() {
            return 0;
        }

        @Override
        public @Nullable LambdaLogger getLogger() {
            return null;
        }
    }
}
