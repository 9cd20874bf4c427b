package io.flushpoint.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Plays a {@link Script} on one connection, request after request, until one side ends it. The body of its thread. */
final class Conversation implements Runnable {
    /** What a conversation needs of its server. */
    record Setting(
            Script script,
            @Nullable ServerTls tls,
            Supplier<RequestRecorder> recorders,
            Consumer<RequestRecorder> onComplete,
            Consumer<Throwable> onScriptError) {}

    private static final int SINK_BYTES = 64 * 1024;

    private final ServerConnection connection;
    private final Wire wire;
    private final Setting setting;

    Conversation(ServerConnection connection, Setting setting) {
        this.connection = connection;
        this.wire = connection.wire();
        this.setting = setting;
    }

    @Override
    public void run() {
        try {
            converse();
        } catch (IOException e) {
            wire.fail(isReset(e) ? ConnectionEnd.CLIENT_RST : ConnectionEnd.FAILED, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            setting.onScriptError().accept(e);
        } finally {
            wire.close(ConnectionEnd.SERVER_STOPPED);
        }
    }

    private void converse() throws IOException, InterruptedException {
        ServerExchange opening = nextExchange(1);
        opening.apply(At.Place.ON_ACCEPT, 0);
        if (setting.tls() != null) {
            wire.secure(setting.tls());
        }
        opening.apply(At.Place.AFTER_HANDSHAKE, 0);
        if (setting.script().isSink()) {
            drain();
            return;
        }
        boolean more = play(opening);
        for (int number = 2; more; number++) {
            more = play(nextExchange(number));
        }
    }

    private ServerExchange nextExchange(int number) {
        return new ServerExchange(
                connection, setting.script(), number, setting.recorders().get());
    }

    /** Plays one exchange; false if it was the last. */
    private boolean play(ServerExchange exchange) throws IOException, InterruptedException {
        idle(exchange);
        RequestRecorder recorder = exchange.recorder();
        RequestReader reader = new RequestReader(wire.in(), exchange, connection::record);
        if (!reader.read()) {
            wire.close(ConnectionEnd.CLIENT_FIN);
            return false;
        }
        setting.onComplete().accept(recorder);
        exchange.apply(At.Place.AFTER_REQUEST, 0);
        if (!exchange.isAnswered()) {
            setting.script().answer().apply(exchange);
        }
        if (wire.isOpen() && exchange.isAnswered() && isLast(exchange)) {
            connection.closeFin();
        }
        return wire.isOpen();
    }

    private void idle(ServerExchange exchange) throws IOException, InterruptedException {
        List<Long> marks = setting.script().amounts(At.Place.WHILE_IDLE, connection.number(), exchange.number());
        long passed = 0;
        for (long mark : marks) {
            if (!wire.staysQuiet(Duration.ofNanos(mark - passed))) {
                return;
            }
            passed = mark;
            exchange.apply(At.Place.WHILE_IDLE, mark);
        }
    }

    private static boolean isLast(ServerExchange exchange) {
        RecordedRequest request = exchange.request();
        String asked = request.header("Connection").orElse("").toLowerCase(Locale.ROOT);
        return exchange.isLastOfConnection()
                || asked.contains("close")
                || (request.version().equals("HTTP/1.0") && !asked.contains("keep-alive"));
    }

    private void drain() throws IOException {
        InputStream in = wire.in();
        byte[] bytes = new byte[SINK_BYTES];
        while (wire.isOpen()) {
            if (in.read(bytes) < 0) {
                wire.close(ConnectionEnd.CLIENT_FIN);
            }
        }
    }

    static boolean isReset(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException) {
                String message = String.valueOf(cause.getMessage());
                return message.contains("reset") || message.contains("Broken pipe");
            }
        }
        return false;
    }
}
