package io.flushpoint.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.push.PushMeterRegistry;
import io.micrometer.core.instrument.step.StepCounter;
import io.micrometer.core.instrument.step.StepDistributionSummary;
import io.micrometer.core.instrument.step.StepFunctionCounter;
import io.micrometer.core.instrument.step.StepFunctionTimer;
import io.micrometer.core.instrument.step.StepTimer;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Has a registry publish when it is asked to, such as at the end of each invocation of a function that is then frozen, and only
 * then: its schedule is ended.
 *
 * <p>A registry by steps, such as Influx's, publishes the step before this one, by the clock; of a process that was frozen for longer than a
 * step it drops what was recorded. Here a step is what lies between two flushes, however short or long: each count, each recorded time and amount
 * is in the values of exactly one flush. A registry that publishes totals, such as OTLP's with
 * {@code AggregationTemporality.CUMULATIVE}, publishes them as of now.
 *
 * <pre>{@code
 * InfluxMeterRegistry registry = InfluxMeterRegistry.builder(config).httpClient(FlushpointHttpSender.over(sender)).build();
 * MeterFlush metrics = MeterFlush.of(registry);
 * ...
 * metrics.flush();
 * }</pre>
 *
 * Make it right after its registry: of meters that are there before, what was recorded since the last end of a step is in
 * the first flush, and of earlier steps only what the schedule has published. For them, and for a function that has counted something
 * by the time it is registered, one flush publishes twice. The configuration may say {@code enabled} false, so that
 * no thread is made for a schedule; then {@code close()} does not publish, so flush before it.
 *
 * <ul>
 *   <li>What is not counts, times or amounts stays Micrometer's: maximum, percentiles and buckets are those of a window of time that
 *       slides, frozen or not, and gauges are read as they are.
 *   <li>What a publication that fails held is lost, as with a schedule.
 *   <li>A rate that a registry, or its backend, makes of a count and the configured step is wrong by as much as the time between two
 *       flushes differs from the step: such as AppOptics'.
 *   <li>OTLP with {@code AggregationTemporality.DELTA} cannot be flushed: its points name whole steps by the clock as their time.
 *   <li>A registry by steps whose schedule had begun before this was made may publish its last flush again when it is closed.
 *   <li>A function that counts, if another thread registers it while a flush is under way, may have its first value published
 *       twice or not at all.
 * </ul>
 *
 * <p>It uses a method of Micrometer's meters that its documentation calls internal; tried with 1.15, 1.16 and 1.17. For any thread;
 * one flush at a time.
 */
public final class MeterFlush {
    private static final String OTLP = "io.micrometer.registry.otlp.OtlpMeterRegistry";

    private final PushMeterRegistry registry;
    private final boolean otlp;
    private final Runnable publish;
    private final Lock oneAtATime = new ReentrantLock();

    /** Those whose last step has ended and is not yet published. */
    private final Set<Meter> unpublished = ConcurrentHashMap.newKeySet();

    private MeterFlush(PushMeterRegistry registry, Runnable publish) {
        this.registry = registry;
        this.otlp = isOtlp(registry.getClass());
        this.publish = publish;
    }

    /**
     * Of any registry, whose protected {@code publish()} is called by a method handle.
     *
     * @throws IllegalStateException if Micrometer is a named module that does not open its package {@code push} to this one: see
     *     the other form
     */
    public static MeterFlush of(PushMeterRegistry registry) {
        return of(registry, publicationOf(registry));
    }

    /**
     * Of a registry of the caller's own class, which can make {@code publish()} public.
     *
     * @param publish such as {@code registry::publish}; runs on the thread that flushes
     */
    public static MeterFlush of(PushMeterRegistry registry, Runnable publish) {
        MeterFlush flush = new MeterFlush(registry, Objects.requireNonNull(publish, "publish"));
        registry.stop();
        registry.config().onMeterAdded(flush::added);
        for (Meter meter : registry.getMeters()) {
            endStep(meter);
            if (hasSteps(meter)) {
                flush.unpublished.add(meter);
            }
        }
        return flush;
    }

    private static Runnable publicationOf(PushMeterRegistry registry) {
        MethodHandle publish;
        try {
            publish = MethodHandles.privateLookupIn(PushMeterRegistry.class, MethodHandles.lookup())
                    .findVirtual(PushMeterRegistry.class, "publish", MethodType.methodType(void.class))
                    .bindTo(registry);
        } catch (ReflectiveOperationException closed) {
            throw new IllegalStateException(
                    "publish() of " + registry.getClass().getName()
                            + " cannot be reached: make it public in a subclass, and give it to MeterFlush.of(registry, publish)",
                    closed);
        }
        return () -> {
            try {
                publish.invoke();
            } catch (RuntimeException | Error thrown) {
                throw thrown;
            } catch (Throwable thrown) {
                throw new IllegalStateException(thrown);
            }
        };
    }

    /**
     * Publishes what was recorded since the flush before, on this thread, and returns when the registry has published: over a
     * {@link FlushpointHttpSender} when the last request is done. What goes wrong there is logged, by the registry or else here,
     * and not thrown.
     *
     * @throws IllegalStateException if the registry is OTLP's with {@code AggregationTemporality.DELTA}
     */
    public void flush() {
        oneAtATime.lock();
        try {
            if (publishStep()) {
                publishStep();
            }
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Whether there were meters whose step had ended before, so that this was the publication of that one. */
    private boolean publishStep() {
        boolean earlier = false;
        for (Meter meter : registry.getMeters()) {
            requireTotalsOfOtlp(meter);
            if (unpublished.remove(meter)) {
                earlier = true;
            } else {
                endStep(meter);
            }
        }
        try {
            publish.run();
        } catch (RuntimeException thrown) {
            logger().warn("{} did not publish", registry.getClass().getName(), thrown);
        }
        return earlier;
    }

    private void requireTotalsOfOtlp(Meter meter) {
        if (otlp && (hasSteps(meter) || meter.getClass().getSimpleName().startsWith("OtlpStep"))) {
            throw new IllegalStateException(
                    "a registry for OTLP must have AggregationTemporality.CUMULATIVE to be flushed, not DELTA");
        }
    }

    /** Its artifact may not be here, so it is known by its name. */
    private static boolean isOtlp(Class<?> type) {
        return type.getName().equals(OTLP) || (type.getSuperclass() != null && isOtlp(type.getSuperclass()));
    }

    /** From now on the clock ends no step of it. What a function has counted before is a value; a new counter has none. */
    private void added(Meter meter) {
        endStep(meter);
        if (hasCounted(meter)) {
            unpublished.add(meter);
        }
    }

    private static boolean hasCounted(Meter meter) {
        try {
            return (meter instanceof StepFunctionCounter<?> counter && counter.count() != 0)
                    || (meter instanceof StepFunctionTimer<?> timer && timer.count() != 0);
        } catch (RuntimeException ofTheUsersFunction) {
            return false;
        }
    }

    private static boolean hasSteps(Meter meter) {
        return meter instanceof StepCounter
                || meter instanceof StepTimer
                || meter instanceof StepDistributionSummary
                || meter instanceof StepFunctionCounter
                || meter instanceof StepFunctionTimer;
    }

    /**
     * What was recorded since the last time becomes the value that is published, until the next time. A function that throws is met
     * by the registry when it publishes, and dealt with in its way.
     */
    private static void endStep(Meter meter) {
        try {
            if (meter instanceof StepCounter counter) {
                counter._closingRollover();
            } else if (meter instanceof StepTimer timer) {
                timer._closingRollover();
            } else if (meter instanceof StepDistributionSummary summary) {
                summary._closingRollover();
            } else if (meter instanceof StepFunctionCounter<?> counter) {
                counter._closingRollover();
            } else if (meter instanceof StepFunctionTimer<?> timer) {
                timer._closingRollover();
            }
        } catch (RuntimeException ofTheUsersFunction) {
            logger().debug("The function of {} failed", meter.getId(), ofTheUsersFunction);
        }
    }

    private static InternalLogger logger() {
        return InternalLoggerFactory.getInstance("io.flushpoint.micrometer");
    }

    @Override
    public String toString() {
        return "MeterFlush[" + registry.getClass().getName() + "]";
    }
}
