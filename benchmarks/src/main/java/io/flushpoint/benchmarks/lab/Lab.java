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
 * Runs strategies, each in an environment of its own against a collector of its own.
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
     * Runs all strategies and takes everything away again.
     *
     * @param progress hears pieces of text while it runs
     * @throws LabException if it could not be done
     * @throws LabHost.QuotaUnavailableException if a share of a core is asked for and cannot be given
     */
    static List<StrategyResult> run(LabSettings settings, Consumer<String> progress) throws InterruptedException {
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
            List<StrategyResult> results = new ArrayList<>();
            for (Strategy strategy : settings.strategies()) {
                results.add(lab.run(strategy));
            }
            return results;
        }
    }

    private StrategyResult run(Strategy strategy) throws InterruptedException {
        progress.accept(String.format("%-8s", strategy.word()));
        long start = System.nanoTime();
        try (Collector collector = new Collector(site.address(), settings.thinkTime());
                RuntimeApiEmulator emulator =
                        new RuntimeApiEmulator(site.place(0).apiAddress())) {
            LabEnvironment environment = leftovers.make(() -> LabEnvironment.start(
                    strategy == Strategy.FLUSH ? ours : samples,
                    function(strategy),
                    site.place(0),
                    emulator.authority(),
                    collector.uri()));
            try {
                StrategyResult result = run(strategy, environment, emulator, collector);
                progress.accept(String.format(" %.1f s%n", (System.nanoTime() - start) / 1e9));
                return result;
            } catch (LabException e) {
                throw new LabException(strategy.word() + ": " + e.getMessage() + "\n" + environment.logTail(), e);
            } finally {
                leftovers.close(environment);
            }
        }
    }

    private LabFunction function(Strategy strategy) {
        LabFunction sample = strategy.function();
        return strategy == Strategy.FLUSH
                ? settings.deployment()
                        .map(deployment -> sample.handledBy(deployment.handler()))
                        .orElse(sample)
                : sample;
    }

    private StrategyResult run(
            Strategy strategy, LabEnvironment environment, RuntimeApiEmulator emulator, Collector collector)
            throws InterruptedException {
        emulator.awaitInit(INIT_LIMIT, environment::isAlive);
        Tally tally = new Tally(settings.invocations());
        while (!tally.isComplete()) {
            String id = UUID.randomUUID().toString();
            RuntimeApiEmulator.Event event = new RuntimeApiEmulator.Event(id, "{\"order\":\"42\"}", FUNCTION_LIMIT);
            RuntimeApiEmulator.Billed billed = emulator.invoke(event, FUNCTION_LIMIT, environment::isAlive);
            environment.freeze();
            TimeUnit.NANOSECONDS.sleep(settings.freeze().toNanos());
            tally.add(id, billed.nanos(), collector.arrived());
            progress.accept(billed.error() == null ? "." : "\nlab: the function failed: " + billed.error() + "\n");
            if (!tally.isComplete()) {
                environment.thaw();
            }
        }
        leftovers.close(environment);
        return tally.result(strategy, collector, site.freeze());
    }

    /** The invocations of one environment, and what had arrived at the end of the freeze after each. */
    private static final class Tally {
        private final List<String> ids = new ArrayList<>();
        private final long[] billedNanos;
        private int beforeFreeze;

        Tally(int invocations) {
            billedNanos = new long[invocations];
        }

        void add(String id, long nanos, Set<String> arrived) {
            billedNanos[ids.size()] = nanos;
            ids.add(id);
            if (arrived.contains(id)) {
                beforeFreeze++;
            }
        }

        boolean isComplete() {
            return ids.size() == billedNanos.length;
        }

        StrategyResult result(Strategy strategy, Collector collector, String freeze) {
            int arrived = 0;
            int duplicates = 0;
            for (String id : ids) {
                int count = collector.count(id);
                arrived += Math.min(count, 1);
                duplicates += Math.max(count - 1, 0);
            }
            return new StrategyResult(
                    strategy,
                    ids.size(),
                    new BilledTimes(billedNanos),
                    beforeFreeze,
                    arrived - beforeFreeze,
                    ids.size() - arrived,
                    duplicates,
                    freeze);
        }
    }
}
