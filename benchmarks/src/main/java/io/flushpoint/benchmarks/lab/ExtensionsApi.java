package io.flushpoint.benchmarks.lab;

import io.flushpoint.benchmarks.figures.JsonLine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's side of the Extensions API, version 2020-01-01, as far as an internal extension that follows invocations needs
 * it: it registers in INIT, and polls for events as the runtime polls for invocations.
 */
final class ExtensionsApi {
    static final String ROOT = "/2020-01-01/extension/";
    private static final String IDENTIFIER = "Lambda-Extension-Identifier";

    private final List<Extension> extensions = new CopyOnWriteArrayList<>();
    private volatile boolean initEnded;

    /** One registered extension. */
    static final class Extension {
        private final String identifier = UUID.randomUUID().toString();
        private final boolean followsInvocations;
        private final BlockingQueue<Poll> polls = new LinkedBlockingQueue<>();

        private Extension(boolean followsInvocations) {
            this.followsInvocations = followsInvocations;
        }

        /** Its polls that are not taken yet. */
        BlockingQueue<Poll> polls() {
            return polls;
        }

        /** Whether it is told of invocations, and holds up the freeze until it polls again. */
        boolean followsInvocations() {
            return followsInvocations;
        }
    }

    /** All that have registered. */
    List<Extension> extensions() {
        return extensions;
    }

    /** From now on nobody may register. */
    void initEnded() {
        initEnded = true;
    }

    LabResponse handle(LabRequest request) throws InterruptedException {
        return switch (request.path().substring(ROOT.length())) {
            case "register" -> register(request);
            case "event/next" -> next(request);
            case "init/error", "exit/error" -> LabResponse.empty(202);
            default -> LabResponse.empty(404);
        };
    }

    private LabResponse register(LabRequest request) {
        if (initEnded || request.headers().get("lambda-extension-name") == null) {
            return LabResponse.empty(403);
        }
        Extension extension = new Extension(request.body().contains("\"INVOKE\""));
        extensions.add(extension);
        return json(
                Map.of(IDENTIFIER, extension.identifier),
                new JsonLine().put("functionName", "lab").put("functionVersion", "$LATEST"));
    }

    private LabResponse next(LabRequest request) throws InterruptedException {
        @Nullable String identifier = request.headers().get("lambda-extension-identifier");
        for (Extension extension : extensions) {
            if (extension.identifier.equals(identifier)) {
                Poll poll = new Poll(request.arrivedNanos());
                extension.polls.add(poll);
                return poll.await();
            }
        }
        return LabResponse.empty(403);
    }

    /** What an extension is told of an invocation. */
    static LabResponse event(String invocation, long deadlineMillis, String arn) {
        return json(
                Map.of("Lambda-Extension-Event-Identifier", UUID.randomUUID().toString()),
                new JsonLine()
                        .put("eventType", "INVOKE")
                        .put("deadlineMs", deadlineMillis)
                        .put("requestId", invocation)
                        .put("invokedFunctionArn", arn));
    }

    private static LabResponse json(Map<String, String> header, JsonLine body) {
        Map<String, String> headers = new HashMap<>(header);
        headers.put("Content-Type", "application/json");
        return new LabResponse(200, headers, body.toString());
    }
}
