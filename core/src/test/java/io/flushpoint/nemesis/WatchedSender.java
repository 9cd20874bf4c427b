package io.flushpoint.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.HttpProtocol;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.SenderMetrics;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A sender to real servers, of HTTP/2 unless told otherwise, and what its listener was told. At the end its books are even. */
final class WatchedSender implements SenderListener, AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<RetireReason> retired = new CopyOnWriteArrayList<>();
    private final List<String> retried = new CopyOnWriteArrayList<>();
    private final List<Failure> causes = new CopyOnWriteArrayList<>();
    private final HttpSender sender;

    private WatchedSender(SenderOptions options) {
        sender = HttpSender.create(options.listener(this));
    }

    static WatchedSender open(Path directory, UnaryOperator<SenderOptions> changes) {
        return new WatchedSender(changes.apply(SenderOptions.defaults()
                .protocol(HttpProtocol.HTTP_2)
                .tls(TlsOptions.defaults().trustPem(RealSite.PKI.authority().writeCertificatePem(directory)))));
    }

    @Override
    public void onConnectionRetired(String endpoint, long connection, RetireReason reason) {
        retired.add(reason);
    }

    @Override
    public void onRetried(SendRequest request, Failure cause) {
        retried.add(request.target());
        causes.add(cause);
    }

    Delivery send(SendRequest request, DeliveryLevel goal) {
        return sender.send(request, goal);
    }

    /** The levels that its transport can establish. */
    Set<DeliveryLevel> levels() {
        return sender.levels();
    }

    SenderMetrics metrics() {
        return sender.metrics();
    }

    /** Why connections were retired, in order. */
    List<RetireReason> retired() {
        return retired;
    }

    /** The targets of what was sent again, each as often as it was. */
    List<String> retried() {
        return retried;
    }

    /** Why it was. */
    List<Failure> causes() {
        return causes;
    }

    void awaitRetired(int connections) {
        Await.until(connections + " retired connections", () -> retired.size() >= connections, SOON);
    }

    @Override
    public void close() {
        sender.close(Duration.ZERO);
        SenderMetrics metrics = metrics();
        assertThat(metrics.queued() + metrics.writing() + metrics.awaitingAnswer() + metrics.bytesInFlight())
                .isZero();
        assertThat(metrics.reached() + metrics.failed()).isEqualTo(metrics.submitted());
    }
}
