package io.flushpoint.nemesis;

import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ServerExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/** A server that treats each request, once it was read, as the first segment of its target says. */
final class Obedient implements Supplier<Script> {
    private static final Duration THOUGHT = Duration.ofMillis(120);

    @Override
    public Script get() {
        return Script.answering(Obedient::obey);
    }

    private static void obey(ServerExchange exchange) throws IOException, InterruptedException {
        switch (exchange.request().target().split("/", 3)[1]) {
            case "answer" -> exchange.respond(Response.of(200));
            case "last" -> exchange.respond(Response.of(200).close());
            case "think" -> {
                Effects.pause(THOUGHT).apply(exchange);
                exchange.respond(Response.of(200));
            }
            case "stall" -> {
                Effects.stall().apply(exchange);
                exchange.respond(Response.of(200));
            }
            case "silent" -> exchange.leaveUnanswered();
            case "fin" -> exchange.connection().closeFin();
            case "rst" -> exchange.connection().closeRst();
            default -> exchange.respond(Response.of(404));
        }
    }
}
