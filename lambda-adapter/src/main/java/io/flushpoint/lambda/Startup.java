package io.flushpoint.lambda;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The start of an environment, in INIT: looks which mode it is, warms, and puts the parts together. */
final class Startup {
    private static final String RUNTIME_API = "AWS_LAMBDA_RUNTIME_API";
    private static final String HANDLER = "_HANDLER";
    private static final String AFTER_RESPONSE = "after the response";

    private final LambdaOptions options;
    private final Map<String, String> variables;
    private final LambdaClocks clocks;
    private final List<String> endpoints;
    private final Mode mode;
    private final StandingConnections standing;

    Startup(LambdaOptions options, Map<String, String> variables, LambdaClocks clocks, List<String> endpoints) {
        this.options = options;
        this.variables = variables;
        this.clocks = clocks;
        this.endpoints = endpoints;
        this.mode = Mode.detect(variables);
        this.standing = new StandingConnections(options.sender().listener());
    }

    LambdaSender sender() {
        if (options.afterResponse() && options.failInvocation()) {
            throw new IllegalStateException("an invocation cannot fail after its response:"
                    + " afterResponse and failInvocation exclude each other");
        }
        long begin = clocks.nanos();
        HttpSender http = HttpSender.create(options.sender().listener(standing));
        try {
            return sender(http, clocks.nanos() - begin);
        } catch (RuntimeException e) {
            http.close();
            throw e;
        }
    }

    private LambdaSender sender(HttpSender http, long madeInNanos) {
        DeliveryLevel level = level(http.levels());
        Environment environment = new Environment(http, options, level, mode, clocks);
        environment.reconnect(new Reconnecting(http, standing, endpoints));
        WarmUp warmUp = new WarmUp(rehearsal(http, level), standing, options.warmUp());
        warmUp.after("event loop", madeInNanos, true, "running");
        if (options.afterResponse()) {
            register(environment, warmUp);
        }
        LambdaSender sender =
                new LambdaSender(environment, endpoints.get(0), warmUp.all(endpoints, variables.get(HANDLER)));
        if (mode == Mode.SNAP_START) {
            prepareForSnapshot(environment, sender);
        }
        return sender;
    }

    /** An environment over the same sender whose sends are nobody's business. */
    private Environment rehearsal(HttpSender http, DeliveryLevel level) {
        LambdaOptions quiet = options.onUndelivered(lost -> {})
                .onReport(late -> {})
                .failInvocation(false)
                .margin(Duration.ZERO);
        return new Environment(http, quiet, level, mode, clocks);
    }

    private DeliveryLevel level(Set<DeliveryLevel> available) {
        DeliveryLevel byDefault = available.contains(DeliveryLevel.SENT) ? DeliveryLevel.SENT : DeliveryLevel.WRITTEN;
        DeliveryLevel level = options.level().orElse(byDefault);
        if (!available.contains(level)) {
            throw new IllegalStateException(level + " cannot be established on this transport, only " + available);
        }
        return level;
    }

    private void register(Environment environment, WarmUp warmUp) {
        String runtimeApi = variables.get(RUNTIME_API);
        long begin = clocks.nanos();
        String missing = whyNoExtension(runtimeApi);
        if (missing == null && runtimeApi != null) {
            try {
                environment.afterResponse(AfterResponse.start(runtimeApi, clocks, options.margin()));
            } catch (IOException e) {
                missing = "registering an extension: " + e.getMessage();
            }
        }
        warmUp.after(
                AFTER_RESPONSE,
                clocks.nanos() - begin,
                missing == null,
                missing == null ? "extension registered" : missing);
    }

    private @Nullable String whyNoExtension(@Nullable String runtimeApi) {
        if (runtimeApi == null) {
            return "there is no " + RUNTIME_API + " here";
        }
        return mode == Mode.MANAGED || mode == Mode.SNAP_START ? "not in mode " + mode : null;
    }

    /** Without {@code org.crac} there is nobody to tell when: then the first invocation counts as the restoring. */
    private void prepareForSnapshot(Environment environment, LambdaSender sender) {
        AddressCache.warnIfKeptForEver();
        try {
            sender.keep(SnapStart.register(new Checkpointing(environment, standing, endpoints, sender::restored)));
        } catch (LinkageError e) {
            AdapterLog.warning(
                    "org.crac is not on the class path: connections are made anew in the first invocation, and"
                            + " are open when the snapshot is taken");
            environment.renewAtFirstBegin();
        }
    }
}
