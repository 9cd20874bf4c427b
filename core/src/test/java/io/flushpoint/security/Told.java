package io.flushpoint.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.AnswerExcerpt;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.testkit.CapturedLog;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/** All that is said in words while it is open: log lines at every level, text forms, messages with their causes. */
final class Told implements SenderListener, AutoCloseable {
    /** A part of all that is secret. */
    static final String SECRET = "s3cr3t";

    static final String USER = "user-" + SECRET;
    static final String PASSWORD = "password-" + SECRET;

    /** The secret itself, what a dump of bytes makes of it, and what goes to a proxy (RFC 7617). */
    private static final List<String> FORMS = List.of(
            SECRET,
            HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.US_ASCII)),
            Base64.getEncoder()
                    .encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.US_ASCII))
                    .toLowerCase(Locale.ROOT));

    private static final String PROBE = "a line at the lowest level";

    private final CapturedLog log = CapturedLog.start(Level.ALL);
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final Set<Class<?>> types = ConcurrentHashMap.newKeySet();

    /** Notes the text form of something; of an exception all that a log shows. */
    void note(Object thing) {
        types.add(thing.getClass());
        texts.add(thing.toString());
        if (thing instanceof Throwable thrown) {
            texts.add(CapturedLog.stackTrace(thrown));
        }
    }

    /** Notes all that a send tells in words. */
    void note(Delivery delivery) {
        note((Object) delivery);
        note(delivery.request());
        note(delivery.receipt());
    }

    /** What is there once the delivery report is. */
    void note(DeliveryReport report, AnswerExcerpt excerpt) {
        note(report);
        report.reason().ifPresent(this::note);
        note(excerpt);
    }

    /** Whether the text form of such a thing was looked at. */
    boolean hasSeen(Class<?> type) {
        return types.stream().anyMatch(type::isAssignableFrom);
    }

    void holdsNoSecret() {
        InternalLoggerFactory.getInstance("io.netty." + getClass().getSimpleName())
                .trace(PROBE);
        List<String> lines = log.lines();
        assertThat(lines).as("a log at every level").contains(PROBE);
        assertThat(lines).allSatisfy(Told::isClean);
        assertThat(texts).isNotEmpty().allSatisfy(Told::isClean);
    }

    private static void isClean(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        assertThat(FORMS).as(text).noneMatch(small::contains);
    }

    @Override
    public void onSettled(SendRequest request, Receipt receipt, @Nullable SendException failure) {
        note(request);
        note(receipt);
        if (failure != null) {
            note(failure);
        }
    }

    /** Of a request that is written, without its body. It throws, so that this is logged. */
    @Override
    public void onReport(SendRequest request, DeliveryReport report) {
        note(request);
        note(request.body());
        note(report);
        throw new IllegalStateException("a listener that fails");
    }

    @Override
    public void onConnectionOpened(String endpoint, long connection) {
        texts.add(endpoint);
    }

    @Override
    public void onConnectionRetired(String endpoint, long connection, RetireReason reason) {
        texts.add(endpoint + reason);
    }

    @Override
    public void close() {
        log.close();
    }
}
