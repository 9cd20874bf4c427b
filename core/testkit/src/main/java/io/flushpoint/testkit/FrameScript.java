package io.flushpoint.testkit;

import java.io.IOException;

/**
 * What a {@link FrameServer} does on a connection, from the client's preface on. It sends every frame, the server's SETTINGS
 * first, but for the answers that {@link FrameConnection} gives by itself.
 */
@FunctionalInterface
public interface FrameScript {
    /** Serves one connection, on a thread of its own. The connection lives on when it returns. */
    void serve(FrameConnection connection) throws Exception;

    /** Answers every complete request with this status and no body. */
    static FrameScript answering(int status) {
        return connection -> {
            connection.greet();
            connection.answerAll(request -> answer(connection, request, status));
        };
    }

    private static void answer(FrameConnection connection, RequestSeen request, int status) throws IOException {
        connection.headers(request.streamId(), true, ":status", Integer.toString(status));
    }
}
