package io.flushpoint.opentelemetry;

import io.flushpoint.telemetry.TelemetryAnswer;
import io.opentelemetry.sdk.common.export.HttpResponse;

/** What an exporter is told: the peer's status, or 202 where it is not waited for. */
final class OtlpResponse implements HttpResponse {
    private static final int ACCEPTED = 202;

    private final TelemetryAnswer answer;

    OtlpResponse(TelemetryAnswer answer) {
        this.answer = answer;
    }

    @Override
    public int getStatusCode() {
        return answer.statusOr(ACCEPTED);
    }

    @Override
    public String getStatusMessage() {
        return answer.status().isPresent() ? "" : "sent, not answered";
    }

    @Override
    public byte[] getResponseBody() {
        return answer.content();
    }
}
