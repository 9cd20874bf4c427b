package io.flushpoint.testkit;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;

/** One request on a connection and its answer, as an {@link Effect} sees it. Confined to the connection's thread. */
public final class ServerExchange {
    private final ServerConnection connection;
    private final Script script;
    private final int number;
    private final RequestRecorder recorder;
    private boolean answered;
    private boolean concluded;
    private boolean lastOfConnection;

    ServerExchange(ServerConnection connection, Script script, int number, RequestRecorder recorder) {
        this.connection = connection;
        this.script = script;
        this.number = number;
        this.recorder = recorder;
    }

    /** The connection of this exchange. */
    public ServerConnection connection() {
        return connection;
    }

    /** 1 for the first request of the connection, also before any of it was read. */
    public int number() {
        return number;
    }

    /** The request, as far as it was read. */
    public RecordedRequest request() {
        return recorder.snapshot();
    }

    /** Writes an interim response. */
    public void interim(Response response) throws IOException {
        connection.sendRaw(response.head());
    }

    /** Writes the answer, and comes by {@link At#AFTER_RESPONSE_HEAD}, {@link At#inResponseBody} and {@link At#AFTER_RESPONSE}. */
    public void respond(Response response) throws IOException, InterruptedException {
        answering();
        lastOfConnection |= answered && response.endsConnection();
        connection.sendRaw(response.head());
        apply(At.Place.AFTER_RESPONSE_HEAD, 0);
        writeBody(request().method().equals("HEAD") ? new byte[0] : response.encodedBody());
        conclude();
    }

    /** Writes these bytes as the answer. The connection stays open, whatever they say. */
    public void respondRaw(byte[] bytes) throws IOException, InterruptedException {
        answering();
        connection.sendRaw(bytes);
        conclude();
    }

    /** Writes these characters as the answer, each string as a TLS record of its own if this is TLS, and all in one segment. */
    public void respondTogether(String... latin1) throws IOException, InterruptedException {
        answering();
        connection.sendTogether(latin1);
        conclude();
    }

    /** Writes these bytes as the answer, one by one. */
    public void drip(byte[] bytes, Duration interval) throws IOException, InterruptedException {
        answering();
        for (byte one : bytes) {
            connection.sendRaw(new byte[] {one});
            connection.pause(interval);
        }
        conclude();
    }

    /** Gives this request no answer. */
    public void leaveUnanswered() {
        answered = true;
    }

    boolean isAnswered() {
        return answered;
    }

    boolean isLastOfConnection() {
        return lastOfConnection;
    }

    Script.Pace pace() {
        return script.pace();
    }

    RequestRecorder recorder() {
        return recorder;
    }

    void apply(At.Place place, long amount) throws IOException, InterruptedException {
        for (Effect effect : script.effects(place, amount, connection.number(), number)) {
            effect.apply(this);
            if (!connection.wire().isOpen()) {
                throw new SocketException("the script ended the connection");
            }
        }
    }

    Marks marks(At.Place place) {
        List<Long> amounts = script.amounts(place, connection.number(), number);
        return new Marks(amounts, amount -> apply(place, amount));
    }

    private void writeBody(byte[] body) throws IOException, InterruptedException {
        Marks marks = marks(At.Place.IN_RESPONSE_BODY);
        int written = 0;
        marks.passed(0);
        while (written < body.length) {
            int count = marks.allowance(written, body.length - written);
            connection.wire().write(body, written, count);
            written += count;
            marks.passed(written);
        }
    }

    /** What is said before a request was begun answers none. */
    private void answering() {
        answered |= recorder.hasBegun();
    }

    private void conclude() throws IOException, InterruptedException {
        if (answered && !concluded) {
            concluded = true;
            apply(At.Place.AFTER_RESPONSE, 0);
        }
    }
}
