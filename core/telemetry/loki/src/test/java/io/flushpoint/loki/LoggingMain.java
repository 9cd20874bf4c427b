package io.flushpoint.loki;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** A program that logs, and whose first logger reads {@code logback.xml}. */
final class LoggingMain {
    private LoggingMain() {}

    public static void main(String[] arguments) {
        LoggerFactory.getLogger("orders").info("an order");
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
        System.out.println("stopped");
    }
}
