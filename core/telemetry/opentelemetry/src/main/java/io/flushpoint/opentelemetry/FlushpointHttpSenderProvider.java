package io.flushpoint.opentelemetry;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.telemetry.TelemetrySender;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Makes the senders of OTLP exporters over HTTP. An export is done, and the exporter told {@code 202}, once the request has
 * reached {@link DeliveryLevel#SENT}; what becomes known later goes to the log, counters and listener of a
 * {@link TelemetrySender}. At {@link DeliveryLevel#ANSWERED} the exporter waits and is told the real status.
 *
 * <p>There are three ways to it:
 *
 * <ul>
 *   <li>The jar is on the class path, and the SDK finds the provider by itself. If other providers are there too, such as the
 *       OkHttp sender that the exporter brings, set the system property
 *       {@code io.opentelemetry.sdk.common.export.HttpSenderProvider}, or the environment variable
 *       {@code IO_OPENTELEMETRY_SDK_COMMON_EXPORT_HTTPSENDERPROVIDER}, to the name of this class: without it the SDK takes any
 *       one of them. The senders are then of its own making, at the level that the environment variable
 *       {@code FLUSHPOINT_TELEMETRY_LEVEL} names.
 *   <li>The same after {@link #install}: over a sender of the caller's. In Lambda that is the function's:
 *       {@code TelemetrySender.over(lambdaSender::trySend, options)}.
 *   <li>By code, for one exporter: {@code builder.setComponentLoader(FlushpointHttpSenderProvider.components(sender))}.
 * </ul>
 */
public final class FlushpointHttpSenderProvider implements HttpSenderProvider {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance("io.flushpoint.opentelemetry");
    private static final Installed INSTALLED = new Installed();

    private final @Nullable TelemetrySender given;

    /** Of this class, once for each class loader: who installs a sender never sees the provider that the SDK makes. */
    private static final class Installed {
        private final AtomicReference<@Nullable TelemetrySender> sender = new AtomicReference<>();
    }

    /** For the SDK, which finds it by {@link java.util.ServiceLoader}: over the sender that is installed, else over one of its own. */
    public FlushpointHttpSenderProvider() {
        this(null);
    }

    private FlushpointHttpSenderProvider(@Nullable TelemetrySender given) {
        this.given = given;
    }

    /**
     * Has all exporters that are built from now on, and find this provider by themselves, send over one sender. It stays the caller's: exporters do not close it.
     *
     * @throws IllegalStateException if another one is installed
     */
    public static void install(TelemetrySender sender) {
        Objects.requireNonNull(sender, "sender");
        TelemetrySender before = INSTALLED.sender.compareAndExchange(null, sender);
        if (before != null && before != sender) {
            throw new IllegalStateException("a telemetry sender is installed already: " + before);
        }
    }

    /** Undoes {@link #install}, for exporters that are built from now on. */
    public static void uninstall() {
        INSTALLED.sender.set(null);
    }

    /**
     * For the {@code setComponentLoader} of an exporter's builder: it finds this provider over the sender given, and no other one;
     * all other components it finds as ever, by this class's loader.
     */
    public static ComponentLoader components(TelemetrySender sender) {
        FlushpointHttpSenderProvider provider =
                new FlushpointHttpSenderProvider(Objects.requireNonNull(sender, "sender"));
        ComponentLoader others = ComponentLoader.forClassLoader(FlushpointHttpSenderProvider.class.getClassLoader());
        return new ComponentLoader() {
            @Override
            public <T> Iterable<T> load(Class<T> component) {
                return component == HttpSenderProvider.class
                        ? List.of(component.cast(provider))
                        : others.load(component);
            }
        };
    }

    /**
     * Makes the sender of one exporter.
     *
     * @throws IllegalArgumentException if the configuration has what cannot be honoured: a negative timeout; or, over a sender of
     *     the caller's, a proxy, certificates to trust, TLS versions or a connect timeout, which are that sender's to have
     * @throws IllegalStateException if it has a proxy and {@code netty-handler-proxy} is not on the class path
     */
    @Override
    public HttpSender createSender(HttpSenderConfig config) {
        OtlpRequests requests = new OtlpRequests(config);
        Settings settings = Settings.of(config);
        TelemetrySender callers = given != null ? given : INSTALLED.sender.get();
        OwnSenders.Lease lease =
                callers != null ? callersOwn(settings, callers) : OwnSenders.OF_THE_PROCESS.lease(settings);
        LOG.info(
                "OTLP to {} is sent over Flushpoint and done at {}{}",
                requests.endpoint(),
                lease.sender().level(),
                callers != null && settings.context() != null
                        ? ", with the TLS of the sender that was given: a client certificate of the exporter is not used"
                        : "");
        return new OtlpSender(requests, lease, Retries.of(retryPolicy(config, lease)), config);
    }

    /** Of an exporter in a function none: what is made again later may be part of another invocation, or of none. */
    private static @Nullable RetryPolicy retryPolicy(HttpSenderConfig config, OwnSenders.Lease lease) {
        return lease.sender().mayTryAgain() ? config.getRetryPolicy() : null;
    }

    private static OwnSenders.Lease callersOwn(Settings settings, TelemetrySender sender) {
        settings.requireNothingOfTheSenders();
        return OwnSenders.Lease.ofCaller(sender);
    }
}
