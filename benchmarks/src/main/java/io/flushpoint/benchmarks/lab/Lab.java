package io.flushpoint.benchmarks.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs strategies, or other contestants, each in an environment of its own against a collector of its own.
 *
 * <p>After every invocation the environment is frozen, and what the collector has seen by the end of the freeze had left
 * before it: nothing leaves a frozen environment. Then it is thawed by the next invocation, as in Lambda, where nothing
 * else thaws it; after the last one it is killed as it stands. So there is no grace for what is late.
 */
final class Lab {
    /** Time limit of the function, in seconds, from which each invocation's deadline comes. */
    static final Duration FUNCTION_LIMIT = Duration.ofSeconds(30);

    /** Longest INIT that is waited for, in minutes: a JVM on a few hundredths of a core takes its time. */
    static final Duration INIT_LIMIT = Duration.ofMinutes(2);

    private static final Duration READING_LIMIT = Duration.ofSeconds(3);

    private final LabSettings settings;
    private final LabHost site;
    private final FunctionBundle samples;
    private final FunctionBundle ours;
    private final Leftovers leftovers;
    private final Consumer<String> progress;

    private Lab(
            LabSettings settings,
            LabHost site,
            FunctionBundle samples,
            FunctionBundle ours,
            Leftovers leftovers,
            Consumer<String> progress) {
        this.settings = settings;
        this.site = site;
        this.samples = samples;
        this.ours = ours;
        this.leftovers = leftovers;
        this.progress = progress;
    }

    /**
     * Runs all of them, one after the other, and takes everything away again.
     *
     * @param contestants strategies, or ways of sending telemetry
     * @param progress hears pieces of text while it runs
     * @throws LabException if it could not be done
     * @throws LabHost.QuotaUnavailableException if a share of a core is asked for and cannot be given
     */
    static List<ContestResult> run(
            LabSettings settings, List<? extends Contestant> contestants, Consumer<String> progress)
            throws InterruptedException {
        Consumer<String> notices = notice -> progress.accept("lab: " + notice + "\n");
        Leftovers.sweep();
        try (Leftovers leftovers = new Leftovers(notices)) {
            Path directory = leftovers.directory(ProcessHandle.current().pid());
            LabHost site = LabHost.open(settings.cores(), 1, leftovers, notices);
            FunctionBundle samples = FunctionBundle.unpack(directory);
            FunctionBundle ours = settings.deployment()
                    .map(deployment -> samples.deploying(deployment.zip(), directory.resolve("deployed")))
                    .orElse(samples);
            Lab lab = new Lab(settings, site, samples, ours, leftovers, progress);
            List<ContestResult> results = new ArrayList<>();
            for (Contestant contestant : contestants) {
                results.add(lab.run(contestant));
            }
            return results;
        }
    }

    private ContestResult run(Contestant contestant) throws InterruptedException {
        progress.accept(String.format("%-22s", contestant.word()));
        long start = System.nanoTime();
        try (Collector collector = new Collector(site.address(), settings.thinkTime());
                RuntimeApiEmulator emulator =
                        new RuntimeApiEmulator(site.place(0).apiAddress())) {
            LabEnvironment environment = leftovers.make(() -> LabEnvironment.start(
                    bundle(contestant), function(contestant), site.place(0), emulator.authority(), collector.uri()));
            try {
                ContestResult result = run(contestant, environment, emulator, collector, start);
                progress.accept(String.format(" %.1f s%n", (System.nanoTime() - start) / 1e9));
                return result;
            } catch (LabException e) {
                throw new LabException(contestant.word() + ": " + e.getMessage() + "\n" + environment.logTail(), e);
            } finally {
                leftovers.close(environment);
            }
        }
    }

    private FunctionBundle bundle(Contestant contestant) {
        if (contestant instanceof TelemetrySending) {
            return samples.withTelemetry();
        }
        return contestant == Strategy.FLUSH ? ours : samples;
    }

    private LabFunction function(Contestant contestant) {
        LabFunction sample = contestant.function();
        return contestant == Strategy.FLUSH
                ? settings.deployment()
                        .map(deployment -> sample.handledBy(deployment.handler()))
                        .orElse(sample)
                : sample;
    }

    private ContestResult run(
            Contestant contestant,
            LabEnvironment environment,
            RuntimeApiEmulator emulator,
            Collector collector,
            long start)
            throws InterruptedException {
        emulator.awaitInit(INIT_LIMIT, environment::isAlive);
        Tally tally = new Tally(settings.invocations(), Duration.ofNanos(System.nanoTime() - start));
        while (!tally.isComplete()) {
            String id = UUID.randomUUID().toString();
            RuntimeApiEmulator.Event event = new RuntimeApiEmulator.Event(id, "{\"order\":\"42\"}", FUNCTION_LIMIT);
            RuntimeApiEmulator.Billed billed = emulator.invoke(event, FUNCTION_LIMIT, environment::isAlive);
            environment.freeze();
            TimeUnit.NANOSECONDS.sleep(settings.freeze().toNanos());
            awaitRead(collector);
            tally.add(id, billed.nanos(), collector.targets(id));
            progress.accept(billed.error() == null ? "." : "\nlab: the function failed: " + billed.error() + "\n");
            if (!tally.isComplete()) {
                environment.thaw();
            }
        }
        leftovers.close(environment);
        return tally.result(contestant, collector, site.freeze());
    }

    /** Nothing more arrives; but on a busy machine the collector may not have read yet what has. */
    private static void awaitRead(Collector collector) throws InterruptedException {
        long limit = System.nanoTime() + READING_LIMIT.toNanos();
        while (collector.hasUnread() && System.nanoTime() < limit) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** The invocations of one environment, and where each had arrived at the end of the freeze after it. */
    private static final class Tally {
        private final Duration init;
        private final List<String> ids = new ArrayList<>();
        private final List<Set<String>> beforeFreeze = new ArrayList<>();
        private final long[] billedNanos;

        Tally(int invocations, Duration init) {
            this.init = init;
            billedNanos = new long[invocations];
        }

        void add(String id, long nanos, Set<String> targets) {
            billedNanos[ids.size()] = nanos;
            ids.add(id);
            beforeFreeze.add(targets);
        }

        boolean isComplete() {
            return ids.size() == billedNanos.length;
        }

        ContestResult result(Contestant contestant, Collector collector, String freeze) {
            Set<String> all = collector.targets();
            int before = 0;
            int arrived = 0;
            int duplicates = 0;
            for (int i = 0; i < ids.size() && !all.isEmpty(); i++) {
                before += beforeFreeze.get(i).containsAll(all) ? 1 : 0;
                arrived += collector.targets(ids.get(i)).containsAll(all) ? 1 : 0;
                duplicates += collector.duplicates(ids.get(i));
            }
            return new ContestResult(
                    contestant,
                    ids.size(),
                    init,
                    Duration.ofNanos(billedNanos[0]),
                    new BilledTimes(billedNanos),
                    before,
                    arrived - before,
                    ids.size() - arrived,
                    duplicates,
                    freeze);
        }
    }
}
