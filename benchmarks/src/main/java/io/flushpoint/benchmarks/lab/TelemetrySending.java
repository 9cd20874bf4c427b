package io.flushpoint.benchmarks.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How the telemetry of a function leaves at the end of an invocation: the same spans, points and log lines each time. */
enum TelemetrySending implements Contestant {
    /** OTLP over this project. */
    FLUSHPOINT(
            "OtlpFlushHandler",
            "io.flushpoint.opentelemetry.FlushpointHttpSenderProvider",
            "OpenTelemetry SDK over this project"),
    /** OTLP as the SDK sends it by the JDK's client. */
    SDK_JDK(
            "OtlpHandler",
            "io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider",
            "OpenTelemetry SDK with its sender over the JDK's client"),
    /** OTLP as the SDK sends it by itself. */
    SDK_OKHTTP(
            "OtlpHandler",
            "io.opentelemetry.exporter.sender.okhttp.internal.OkHttpHttpSenderProvider",
            "OpenTelemetry SDK with its sender over OkHttp, which it has by itself"),
    /** OTLP of a Micrometer registry over this project. */
    MICROMETER_FLUSHPOINT("MeterFlushHandler", "", "Micrometer's registry for OTLP over this project"),
    /** OTLP as a Micrometer registry sends it by itself. */
    MICROMETER("MeterHandler", "", "Micrometer's registry for OTLP with its own sender");

    private static final String PROVIDER = "IO_OPENTELEMETRY_SDK_COMMON_EXPORT_HTTPSENDERPROVIDER";

    private final String handlerName;
    /** Of the SDK's senders; empty where there is no SDK. */
    private final String provider;

    private final String description;

    TelemetrySending(String handlerName, String provider, String description) {
        this.handlerName = handlerName;
        this.provider = provider;
        this.description = description;
    }

    /** In the order in which they run: the slow ones first, as for the strategies. */
    static List<TelemetrySending> inOrder() {
        return Arrays.asList(SDK_JDK, SDK_OKHTTP, FLUSHPOINT, MICROMETER, MICROMETER_FLUSHPOINT);
    }

    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public LabFunction function() {
        return new LabFunction(
                word(),
                TelemetrySending.class.getPackageName() + ".telemetry." + handlerName,
                Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand", PROVIDER, provider));
    }
}
