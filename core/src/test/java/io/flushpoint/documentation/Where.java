package io.flushpoint.documentation;

import io.flushpoint.testkit.Medium;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** Narrows down where a scenario can happen, as the catalogue says it. */
enum Where {
    /** Nothing is connected to, or it does not matter to what. */
    NO_CONNECTION("no connection"),
    /** Neither TLS nor HTTP is spoken by then, so that any will do. */
    BEFORE_TLS("before TLS"),
    /** No HTTP is spoken by then, so that any version will do. */
    BEFORE_HTTP("before HTTP"),
    TLS("TLS"),
    EPOLL("epoll"),
    HTTP_1_1("HTTP/1.1");

    private final String words;

    Where(String words) {
        this.words = words;
    }

    static Where of(String words) {
        return Arrays.stream(values())
                .filter(where -> where.words.equals(words))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a place where a scenario happens: " + words));
    }

    /** What a test of a scenario need not run over, if this is where it happens. */
    Set<Medium> without() {
        return switch (this) {
            case NO_CONNECTION -> EnumSet.allOf(Medium.class);
            case BEFORE_TLS -> EnumSet.range(Medium.CLEAR, Medium.HTTP_2);
            case BEFORE_HTTP -> EnumSet.of(Medium.HTTP_1_1, Medium.HTTP_2);
            case TLS -> EnumSet.of(Medium.CLEAR);
            case EPOLL -> EnumSet.of(Medium.NIO);
            case HTTP_1_1 -> EnumSet.of(Medium.HTTP_2);
        };
    }
}
