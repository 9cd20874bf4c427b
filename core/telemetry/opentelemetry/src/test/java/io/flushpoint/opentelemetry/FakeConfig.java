package io.flushpoint.opentelemetry;

import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** What an exporter says of its sender; a test changes what it is about. */
final class FakeConfig implements HttpSenderConfig {
    URI endpoint = URI.create("http://localhost:4318/v1/traces");

    @Nullable
    Compressor compressor;

    Duration timeout = Duration.ofSeconds(10);
    Duration connectTimeout = Duration.ofSeconds(10);
    Supplier<Map<String, List<String>>> headers = Map::of;

    @Nullable
    ProxyOptions proxy;

    @Nullable
    RetryPolicy retry;

    @Nullable
    SSLContext certificates;

    @Nullable
    X509TrustManager trust;

    @Nullable
    ExecutorService executor;

    @Nullable
    List<String> protocols;

    @Override
    public URI getEndpoint() {
        return endpoint;
    }

    @Override
    public String getContentType() {
        return "application/x-protobuf";
    }

    @Override
    public @Nullable Compressor getCompressor() {
        return compressor;
    }

    @Override
    public Duration getTimeout() {
        return timeout;
    }

    @Override
    public Duration getConnectTimeout() {
        return connectTimeout;
    }

    @Override
    public Supplier<Map<String, List<String>>> getHeadersSupplier() {
        return headers;
    }

    @Override
    public @Nullable ProxyOptions getProxyOptions() {
        return proxy;
    }

    @Override
    public @Nullable RetryPolicy getRetryPolicy() {
        return retry;
    }

    @Override
    public @Nullable SSLContext getSslContext() {
        return certificates;
    }

    @Override
    public @Nullable X509TrustManager getTrustManager() {
        return trust;
    }

    @Override
    public @Nullable ExecutorService getExecutorService() {
        return executor;
    }

    @Override
    public @Nullable List<String> getEnabledProtocols() {
        return protocols;
    }
}
