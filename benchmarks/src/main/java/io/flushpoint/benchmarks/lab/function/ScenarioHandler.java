package io.flushpoint.benchmarks.lab.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Receipt;
import io.flushpoint.SendRequest;
import io.flushpoint.lambda.Invocation;
import io.flushpoint.lambda.InvocationReport;
import io.flushpoint.lambda.LambdaOptions;
import io.flushpoint.lambda.LambdaSender;
import io.flushpoint.lambda.Undelivered;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes the sends that an event asks for, and writes to its log what it was told of each. The event's fields, all
 * optional, are text:
 *
 * <dl>
 *   <dt>{@code sends}
 *   <dd>how many, spread over the collectors in turn; the id of the n-th, from 0, is the invocation's with {@code -n}
 *   <dt>{@code bytes}
 *   <dd>the length of each body
 *   <dt>{@code left}
 *   <dd>before sending, the function computes until no more than so many milliseconds remain
 *   <dt>{@code stay}
 *   <dd>after sending, the function computes for so many milliseconds
 *   <dt>{@code measure}
 *   <dd>at the end, the function tells its memory and threads
 * </dl>
 */
public final class ScenarioHandler implements RequestHandler<Map<String, String>, String> {
    /** The header that carries the id of a send. */
    public static final String SEND_HEADER = "X-Lab-Send";

    private static final String[] COLLECTORS = CounterPost.collector().split(",", -1);

    private static final LambdaSender SENDER = LambdaSender.warm(
            LambdaOptions.fromEnvironment()
                    .onUndelivered(ScenarioHandler::undelivered)
                    .onReport(ScenarioHandler::late),
            COLLECTORS);

    /** Sends that the function was told have failed, in invocations that have not ended. */
    private static final Set<String> FAILED = ConcurrentHashMap.newKeySet();

    static {
        rehearse();
    }

    @Override
    public String handleRequest(Map<String, String> event, Context context) {
        List<Delivery> deliveries = new ArrayList<>();
        try (Invocation invocation = SENDER.begin(context)) {
            computeUntil(context, number(event, "left", Integer.MAX_VALUE));
            byte[] body = body(number(event, "bytes", 100));
            for (int i = 0; i < number(event, "sends", 0); i++) {
                String collector = COLLECTORS[i % COLLECTORS.length];
                deliveries.add(invocation.send(request(collector, context.getAwsRequestId() + "-" + i, body)));
            }
            computeFor(number(event, "stay", 0));
        }
        for (Delivery delivery : deliveries) {
            reached(delivery, context);
        }
        if (event.containsKey("measure")) {
            state(context);
        }
        return "sent " + deliveries.size();
    }

    private static SendRequest request(String collector, String id, byte[] body) {
        return SendRequest.post(collector + CounterPost.PATH)
                .header(SEND_HEADER, id)
                .body(body, "application/json");
    }

    private static int number(Map<String, String> event, String name, int otherwise) {
        String value = event.get(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    private static byte[] body(int length) {
        byte[] body = new byte[length];
        Arrays.fill(body, (byte) '7');
        return body;
    }

    private static void computeUntil(Context context, int left) {
        while (context.getRemainingTimeInMillis() > left) {
            computeFor(1);
        }
    }

    /** Stands for work; the CPU is left to the event loop, as by a function that waits for something else. */
    private static void computeFor(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while computing", e);
        }
    }

    private static void reached(Delivery delivery, Context context) {
        var level = delivery.reached(SENDER.level()).toCompletableFuture();
        if (FAILED.remove(send(delivery.request()))) {
            return; // what the function was told stays, whatever became of the send since
        }
        if (level.isDone() && !level.isCompletedExceptionally()) {
            Receipt receipt = level.join();
            print(
                    FunctionReport.Kind.REACHED,
                    delivery.request(),
                    context.getAwsRequestId(),
                    SENDER.level().name(),
                    detail(receipt.connection().orElse(0), receipt.reused(), receipt.attempts()));
        }
    }

    private static String detail(long connection, boolean reused, int attempts) {
        return "connection " + connection + (reused ? " reused" : " fresh") + " attempts " + attempts;
    }

    /** Reports once in INIT, on what never was: the first invocation is to show what the adapter costs, not this class. */
    private static void rehearse() {
        SendRequest request = request(COLLECTORS[0], "rehearsal-0", body(1));
        String level = SENDER.level().name();
        FunctionReport report =
                new FunctionReport(FunctionReport.Kind.REACHED, send(request), "rehearsal", level, detail(0, true, 1));
        System.out.println("rehearsed: " + report.line().length() + " characters");
    }

    private static void undelivered(Undelivered undelivered) {
        FAILED.add(send(undelivered.request()));
        print(
                FunctionReport.Kind.FAILED,
                undelivered.request(),
                undelivered.invocation(),
                undelivered.wireState().name(),
                undelivered.failure() + " in " + undelivered.phase());
    }

    private static void late(InvocationReport late) {
        DeliveryReport report = late.report();
        String detail = report.kind() == DeliveryReport.Kind.ANSWERED
                ? Integer.toString(report.status().orElse(0))
                : report.failure().map(Enum::name).orElse("");
        print(
                FunctionReport.Kind.LATE,
                late.request(),
                late.invocation(),
                report.kind().name(),
                detail);
    }

    private static void print(
            FunctionReport.Kind kind, SendRequest request, String invocation, String what, String detail) {
        System.out.println(new FunctionReport(kind, send(request), invocation, what, detail).line());
    }

    private static String send(SendRequest request) {
        return request.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(SEND_HEADER))
                .findFirst()
                .orElseThrow()
                .value();
    }

    /** After a collection: what is left is held by somebody. */
    private static void state(Context context) {
        Runtime.getRuntime().gc();
        long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        String detail = "heap_kb=" + used / 1024 + " threads=" + Thread.activeCount() + " mode=" + SENDER.mode();
        System.out.println(
                new FunctionReport(FunctionReport.Kind.STATE, "-", context.getAwsRequestId(), "-", detail).line());
    }
}
