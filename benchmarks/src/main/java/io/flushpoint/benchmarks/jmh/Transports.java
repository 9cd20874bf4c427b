package io.flushpoint.benchmarks.jmh;

/** The parameter {@code transport}. */
final class Transports {
    private Transports() {}

    static boolean isEpoll(String transport) {
        return switch (transport) {
            case "epoll" -> true;
            case "nio" -> false;
            default -> throw new IllegalArgumentException("transport is epoll or nio, not " + transport);
        };
    }
}
