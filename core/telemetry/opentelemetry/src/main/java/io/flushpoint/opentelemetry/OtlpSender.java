package io.flushpoint.opentelemetry;

import io.flushpoint.SendRequest;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The sender of one exporter. */
final class OtlpSender implements HttpSender {
    private final OtlpRequests requests;
    private final OwnSenders.Lease lease;
    private final Retries retries;
    private final Duration timeout;
    private final Callbacks callbacks;
    private final Set<OtlpExport> underWay = new HashSet<>();
    private @Nullable CompletableResultCode shutdown;

    OtlpSender(OtlpRequests requests, OwnSenders.Lease lease, Retries retries, HttpSenderConfig config) {
        this.requests = requests;
        this.lease = lease;
        this.retries = retries;
        this.timeout = config.getTimeout();
        this.callbacks = new Callbacks(config.getExecutorService());
    }

    /**
     * Sends, within the exporter's timeout. The message is written before this returns; the callbacks run on the exporter's
     * executor, or on a thread of ours, each at most once.
     */
    @Override
    public void send(MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
        OtlpExport export;
        try {
            SendRequest request = requests.request(message);
            export = new OtlpExport(request, lease.sender(), retries, timeout, callbacks, onResponse, onError);
        } catch (Throwable notEncoded) { // what writer, compressor and supplier throw is theirs
            callbacks.run(() -> onError.accept(notEncoded));
            return;
        }
        if (begin(export)) {
            export.ended().thenRun(() -> end(export));
            export.attempt();
        } else {
            callbacks.run(() -> onError.accept(new IllegalStateException("the sender of this exporter is shut down")));
        }
    }

    private synchronized boolean begin(OtlpExport export) {
        return shutdown == null && underWay.add(export);
    }

    private void end(OtlpExport export) {
        CompletableResultCode over;
        synchronized (this) {
            underWay.remove(export);
            over = underWay.isEmpty() ? shutdown : null;
        }
        if (over != null) {
            close(over);
        }
    }

    /**
     * Takes nothing more and gives up what waits for another attempt. What is on its way goes on; the result comes when it has
     * ended and, if the sender below is nobody else's, that is closed.
     */
    @Override
    public CompletableResultCode shutdown() {
        CompletableResultCode over;
        List<OtlpExport> left;
        synchronized (this) {
            if (shutdown != null) {
                return shutdown;
            }
            over = new CompletableResultCode();
            shutdown = over;
            left = List.copyOf(underWay);
        }
        if (left.isEmpty()) {
            close(over);
        } else {
            left.forEach(OtlpExport::giveUpWaiting);
        }
        return over;
    }

    private void close(CompletableResultCode over) {
        callbacks.runOnOurs(() -> {
            try {
                lease.end();
            } finally {
                over.succeed();
            }
        });
    }
}
