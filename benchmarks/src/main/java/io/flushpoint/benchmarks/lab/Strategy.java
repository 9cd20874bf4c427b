package io.flushpoint.benchmarks.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How a function deals with the answer it does not need. */
enum Strategy implements Contestant {
    /** JDK client; waits for the answer. */
    AWAIT("AwaitHandler", "JDK client, waits for the answer"),
    /** JDK client; does not wait. */
    FORGET("ForgetHandler", "JDK client, does not wait"),
    /** JDK client; sleeps 100 ms. */
    SLEEP("SleepHandler", "JDK client, sleeps 100 ms"),
    /** This project. */
    FLUSH("FlushHandler", "this project, waits until the request has left the machine");

    private final String handlerName;
    private final String description;

    Strategy(String handlerName, String description) {
        this.handlerName = handlerName;
        this.description = description;
    }

    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public LabFunction function() {
        return LabFunction.sample(word(), handlerName, Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"));
    }

    @Override
    public String description() {
        return description;
    }

    static Strategy of(String word) {
        return Arrays.stream(values())
                .filter(strategy -> strategy.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is not one of " + words()));
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Strategy::word).collect(Collectors.toList());
    }
}
