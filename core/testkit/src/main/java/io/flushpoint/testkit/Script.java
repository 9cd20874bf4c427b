package io.flushpoint.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a {@link ScriptedServer} does: an answer to each request that was read in full, and effects at positions before,
 * within and after it. Immutable; {@link #at} returns a changed copy.
 *
 * <pre>
 *   Script.answering(200)
 *         .at(At.AFTER_HEAD.ofRequest(2), Effects.respond(413))
 *         .at(At.ON_ACCEPT.onConnection(3), Effects.closeRst());
 * </pre>
 */
public final class Script {
    /** Effects at one position. */
    private record Rule(At at, List<Effect> effects) {}

    /** Reads so many bytes at a time, and pauses after them. */
    record Pace(int bytes, Duration pause) {}

    private static final Pace AS_FAST_AS_IT_COMES = new Pace(16 * 1024, Duration.ZERO);

    private final Effect answer;
    private final boolean sink;
    private final Pace pace;
    private final List<Rule> rules;

    private Script(Effect answer, boolean sink, Pace pace, List<Rule> rules) {
        this.answer = answer;
        this.sink = sink;
        this.pace = pace;
        this.rules = List.copyOf(rules);
    }

    /** Answers each request with this status and an empty body. */
    public static Script answering(int status) {
        return answering(Effects.respond(status));
    }

    /** Answers each request with this response. */
    public static Script answering(Response response) {
        return answering(Effects.respond(response));
    }

    /** Answers each request with this effect. */
    public static Script answering(Effect answer) {
        return new Script(answer, false, AS_FAST_AS_IT_COMES, List.of());
    }

    /** Answers the requests, over all connections, with these in turn, and with the last one from then on. */
    public static Script answeringInTurn(Response... responses) {
        List<Response> turns = List.of(responses);
        AtomicInteger turn = new AtomicInteger();
        return answering(exchange -> exchange.respond(turns.get(Math.min(turns.size() - 1, turn.getAndIncrement()))));
    }

    /** Answers each request with this status after thinking about it for a while. */
    public static Script thinking(Duration time, int status) {
        return answering(exchange -> {
            exchange.connection().pause(time);
            exchange.respond(Response.of(status));
        });
    }

    /** Reads every request and never answers. */
    public static Script silent() {
        return answering(exchange -> exchange.leaveUnanswered());
    }

    /** Reads each request in full and then closes, without an answer. */
    public static Script closingUnanswered() {
        return answering(Effects.closeFin());
    }

    /** Accepts, and never reads a byte. */
    public static Script neverReading() {
        return silent().at(At.ON_ACCEPT, Effects.stall());
    }

    /** Reads and counts bytes, whatever they are, without looking for requests: {@link ServerConnection#bytesReceived()}. */
    public static Script sink() {
        return new Script(exchange -> exchange.leaveUnanswered(), true, AS_FAST_AS_IT_COMES, List.of());
    }

    /** With these effects, in this order, at the position, after those already there. */
    public Script at(At at, Effect... effects) {
        List<Rule> more = new ArrayList<>(rules);
        more.add(new Rule(at, List.of(effects)));
        return new Script(answer, sink, pace, more);
    }

    /** Reads bodies slowly: so many bytes at a time, and then a pause. Up to 8 KiB are taken from the kernel ahead of that. */
    public Script readingSlowly(int bytes, Duration pause) {
        return new Script(answer, sink, new Pace(bytes, pause), rules);
    }

    Effect answer() {
        return answer;
    }

    Pace pace() {
        return pace;
    }

    boolean isSink() {
        return sink;
    }

    List<Effect> effects(At.Place place, long amount, int connection, int request) {
        return rules.stream()
                .filter(rule -> rule.at.amount() == amount && rule.at.concerns(place, connection, request))
                .flatMap(rule -> rule.effects.stream())
                .toList();
    }

    /** The amounts for which there are effects at such a place, each once, in rising order. */
    List<Long> amounts(At.Place place, int connection, int request) {
        return rules.stream()
                .filter(rule -> rule.at.concerns(place, connection, request))
                .map(rule -> rule.at.amount())
                .distinct()
                .sorted()
                .toList();
    }
}
