package io.flushpoint.benchmarks.lab;

import io.flushpoint.benchmarks.lab.function.FunctionReport;
import io.flushpoint.benchmarks.lab.law.History;
import io.flushpoint.benchmarks.lab.law.Law;
import io.flushpoint.benchmarks.lab.law.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Runs one scenario: site, peers and environments, and the verdict on what they did; then takes everything away. */
final class ScenarioLab {
    /** Offending sends that are shown, of each kind. */
    private static final int SHOWN = 5;

    private final ScenarioSettings settings;
    private final Scenario scenario;
    private final ScenarioScript course;
    private final Leftovers leftovers;
    private final LabHost site;
    private final FunctionBundle bundle;
    private final Consumer<String> progress;
    private final History history = new History();
    private final Invocations shots = new Invocations();
    private final Invocations ofEmpty = new Invocations();
    private final List<EnvironmentRun> runs = new ArrayList<>();
    private final List<List<Footprint>> footprints = new ArrayList<>();

    private ScenarioLab(
            ScenarioSettings settings,
            Leftovers leftovers,
            LabHost site,
            FunctionBundle bundle,
            Consumer<String> progress) {
        this.settings = settings;
        this.scenario = settings.scenario();
        this.course = settings.course();
        this.leftovers = leftovers;
        this.site = site;
        this.bundle = bundle;
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @param progress hears pieces of text while it runs
     * @throws LabException if it could not be done
     * @throws LabHost.QuotaUnavailableException if a share of a core is asked for and cannot be given
     */
    static ScenarioResult run(ScenarioSettings settings, Consumer<String> progress) throws InterruptedException {
        Consumer<String> notices = notice -> progress.accept("lab: " + notice + "\n");
        Leftovers.sweep();
        try (Leftovers leftovers = new Leftovers(notices)) {
            Path directory = leftovers.directory(ProcessHandle.current().pid());
            LabHost site = LabHost.open(settings.cores(), settings.course().environments(), leftovers, notices);
            if (settings.scenario().needsFreeze() && !site.hasNetwork()) {
                throw new LabException(settings.scenario().word() + " needs a network that can be frozen");
            }
            ScenarioLab lab = new ScenarioLab(settings, leftovers, site, FunctionBundle.unpack(directory), progress);
            progress.accept(String.format("%-16s", settings.scenario().word()));
            long start = System.nanoTime();
            ScenarioResult result = lab.run();
            progress.accept(String.format(Locale.ROOT, " %.1f s%n", (System.nanoTime() - start) / 1e9));
            return result;
        }
    }

    private ScenarioResult run() throws InterruptedException {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < course.peers(); i++) {
            peers.add(leftovers.make(() -> new Peer(site.address(), settings.thinkTime(), history)));
        }
        List<FaultTargets> stages = IntStream.range(0, course.environments())
                .mapToObj(place -> new FaultTargets(
                        peers, site.place(place), settings.mode().freezes()))
                .toList();
        stages.forEach(course::prepare);
        if (course.environmentPerCycle()) {
            for (int cycle = 0; cycle < settings.cycles(); cycle++) {
                environment(stages.get(0), cycle, cycle, 0);
                if (course.besideEmpty()) {
                    emptyFunction(stages.get(0), cycle);
                }
                progress.accept(".");
            }
        } else if (stages.size() == 1) {
            environment(stages.get(0), 0, 0, settings.cycles());
        } else {
            sideBySide(stages);
        }
        return result(peers.stream().mapToInt(Peer::accepted).sum());
    }

    private void sideBySide(List<FaultTargets> stages) {
        int cycles = (settings.cycles() + stages.size() - 1) / stages.size();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            int number = i;
            running.add(CompletableFuture.runAsync(
                    () -> {
                        try {
                            environment(stages.get(number), number, 0, cycles);
                        } catch (InterruptedException e) {
                            throw new LabException("interrupted", e);
                        }
                    },
                    EnvironmentRun::start));
        }
        try {
            running.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw new LabException(String.valueOf(e.getCause()), e);
        }
    }

    private void environment(FaultTargets stage, int number, int firstCycle, int cycles) throws InterruptedException {
        play(course.part(), stage, number, shots, run -> {
            List<Footprint> held = run.run(firstCycle, cycles);
            synchronized (this) {
                runs.add(run);
                if (!held.isEmpty()) {
                    footprints.add(held);
                }
            }
        });
    }

    /** The same with a function that does nothing: its first invocation and its warm ones are the runtime's own. */
    private void emptyFunction(FaultTargets stage, int number) throws InterruptedException {
        play(FunctionRole.EMPTY, stage, number, ofEmpty, run -> run.run(number, 0));
    }

    /** What an environment does while it lives. */
    private interface Play {
        void run(EnvironmentRun run) throws InterruptedException;
    }

    /** One environment from start to kill. */
    private void play(FunctionRole part, FaultTargets stage, int number, Invocations into, Play play)
            throws InterruptedException {
        Map<String, String> variables = new TreeMap<>(settings.mode().variables());
        variables.put("FLUSHPOINT_LEVEL", settings.level().name());
        course.bound().ifPresent(bound -> variables.put("FLUSHPOINT_LONGEST_WAIT_MS", Long.toString(bound.toMillis())));
        variables.put("FLUSHPOINT_ANSWER_DEADLINE", "2000");
        variables.putAll(course.options(number));
        LabFunction function =
                LabFunction.sample(scenario.word() + "-" + part.handler() + number, part.handler(), variables);
        String collectors = stage.peers().stream().map(Peer::uri).collect(Collectors.joining(","));
        try (RuntimeApiEmulator emulator = new RuntimeApiEmulator(stage.place().apiAddress())) {
            LabEnvironment environment = leftovers.make(
                    () -> LabEnvironment.start(bundle, function, stage.place(), emulator.authority(), collectors));
            try {
                play.run(new EnvironmentRun(settings, part, environment, emulator, stage, history, into, progress));
            } catch (LabException e) {
                throw new LabException(function.name() + ": " + e.getMessage() + "\n" + environment.logTail(), e);
            } finally {
                leftovers.close(environment);
            }
        }
    }

    private ScenarioResult result(int connections) {
        Verdict verdict = Law.judge(history, settings.level());
        int overBound = overBound();
        return new ScenarioResult(
                settings,
                settings.mode().freezes() ? site.freeze() : "none",
                shots.count(),
                shots.count(Invocations.After.FREEZE),
                shots.billed().orElseThrow(),
                shots.responded().orElseThrow(),
                shots.billed(Invocations.After.INIT),
                shots.billed(Invocations.After.INVOCATION),
                ofEmpty.billed(Invocations.After.INIT),
                ofEmpty.billed(Invocations.After.INVOCATION),
                shots.delivered(Invocations.After.FREEZE, history),
                shots.delivered(Invocations.After.INVOCATION, history),
                shots.arrivedBeforeFreeze(),
                overBound,
                connections,
                shots.socketsAtCheckpoint(),
                footprints,
                verdict,
                verdict.unseen().stream().limit(SHOWN).map(this::toldOf).toList(),
                complaints(verdict, overBound));
    }

    private int overBound() {
        return course.bound()
                .map(bound -> shots.longerThan(bound.plus(settings.slack())))
                .orElse(0);
    }

    private List<String> complaints(Verdict verdict, int overBound) {
        List<String> complaints = new ArrayList<>();
        verdict.offences().forEach((offence, sends) -> {
            complaints.add(offence + ": " + sends.size());
            sends.stream().limit(SHOWN).forEach(send -> complaints.add("  " + toldOf(send)));
        });
        if (overBound > 0) {
            complaints.add("OVER_BOUND: " + overBound);
        }
        shots.failed().stream()
                .limit(SHOWN)
                .forEach(shot -> complaints.add("FUNCTION_FAILED: " + shot.firstSend() + " "
                        + shot.billed().error()));
        return complaints;
    }

    private String toldOf(String send) {
        return send + ": told "
                + runs.stream()
                        .flatMap(run -> run.told(send).stream())
                        .map(FunctionReport::line)
                        .toList();
    }
}
