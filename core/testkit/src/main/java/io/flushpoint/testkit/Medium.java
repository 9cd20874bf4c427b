package io.flushpoint.testkit;

import java.util.Set;

/** Something that a test of a sender runs over: a transport, a provider of TLS or its absence, a version of HTTP. */
public enum Medium {
    EPOLL(Kind.TRANSPORT, "epoll"),
    NIO(Kind.TRANSPORT, "NIO"),
    CLEAR(Kind.TLS, "in clear"),
    JDK(Kind.TLS, "JDK"),
    BORINGSSL(Kind.TLS, "BoringSSL"),
    HTTP_1_1(Kind.PROTOCOL, "HTTP/1.1"),
    HTTP_2(Kind.PROTOCOL, "HTTP/2"),
    /** The test needs no connection, such as one of what a constructor refuses. */
    NO_CONNECTION(Kind.NONE, "");

    /** Of each kind but the last, a send has exactly one. */
    public enum Kind {
        TRANSPORT,
        TLS,
        PROTOCOL,
        NONE
    }

    /** What tests are parameterised with, if it says what a test then runs over. */
    public interface Choice {
        Set<Medium> media();
    }

    private final Kind kind;
    private final String words;

    Medium(Kind kind, String words) {
        this.kind = kind;
        this.words = words;
    }

    public Kind kind() {
        return kind;
    }

    /** As it is written for readers. */
    public String words() {
        return words;
    }
}
