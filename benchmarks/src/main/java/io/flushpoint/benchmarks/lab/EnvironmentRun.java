package io.flushpoint.benchmarks.lab;

import io.flushpoint.benchmarks.figures.JsonLine;
import io.flushpoint.benchmarks.lab.function.FunctionReport;
import io.flushpoint.benchmarks.lab.law.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One environment on its way through a scenario: INIT, its first invocation, some without a freeze, the cycles, and in
 * the end as many idle invocations as it takes until all a delivery report is told.
 */
final class EnvironmentRun {
    /** Longest time that delivery reports are waited for in the end: longer than any deadline of the scenarios. */
    private static final Duration NEWS_LIMIT = Duration.ofSeconds(20);

    /** How long the function stays in each of the idle invocations in the end, in milliseconds. */
    private static final String IDLE_MILLIS = "100";

    /** Idle invocations in the end, at least: news of one is told in the next. */
    private static final int IDLE_INVOCATIONS = 2;

    /** How long a checkpoint lasts, in milliseconds: what the environment holds across it must not matter. */
    private static final Duration CHECKPOINT = Duration.ofMillis(200);

    private final ScenarioSettings settings;
    private final FunctionRole part;
    private final LabEnvironment environment;
    private final RuntimeApiEmulator emulator;
    private final FaultTargets stage;
    private final History history;
    private final Invocations shots;
    private final FunctionLog log;
    private final Consumer<String> progress;
    private final List<String> lastSends = new ArrayList<>();
    private @Nullable NetworkThaw networkThaw;

    EnvironmentRun(
            ScenarioSettings settings,
            FunctionRole part,
            LabEnvironment environment,
            RuntimeApiEmulator emulator,
            FaultTargets stage,
            History history,
            Invocations shots,
            Consumer<String> progress) {
        this.settings = settings;
        this.part = part;
        this.environment = environment;
        this.emulator = emulator;
        this.stage = stage;
        this.history = history;
        this.shots = shots;
        this.progress = progress;
        log = new FunctionLog(environment.log(), history);
    }

    /**
     * Goes all the way.
     *
     * @param cycles freezes after the first invocations
     * @param firstCycle the number of the first of them, or of the gap after INIT
     * @return what the environment held before the cycles and after them, if its function tells
     */
    List<Footprint> run(int firstCycle, int cycles) throws InterruptedException {
        init();
        ScenarioScript course = settings.course();
        if (course.gap().isPresent()) {
            pause(firstCycle, course.gap().get());
            invoke(Invocations.After.FREEZE, firstCycle);
        } else {
            invoke(Invocations.After.INIT, firstCycle);
        }
        for (int i = 0; i < course.warmUps(); i++) {
            invoke(Invocations.After.INVOCATION, firstCycle);
        }
        List<Footprint> held = new ArrayList<>();
        footprint(held);
        for (int cycle = firstCycle; cycle < firstCycle + cycles; cycle++) {
            pause(cycle, settings.freeze(cycle));
            invoke(Invocations.After.FREEZE, cycle);
            progress.accept(".");
        }
        end(firstCycle + cycles);
        footprint(held);
        return held;
    }

    private void init() throws InterruptedException {
        if (settings.mode() == LabMode.SNAP_START) {
            emulator.awaitCheckpoint(Lab.INIT_LIMIT, environment::isAlive);
            shots.socketsAtCheckpoint(OpenSockets.count(environment.pid(), emulator.port()));
            environment.freeze();
            stage.peers().forEach(Peer::reset);
            TimeUnit.NANOSECONDS.sleep(CHECKPOINT.toNanos());
            environment.thaw();
            emulator.restore();
        }
        if (settings.mode().concurrency() > 1) {
            emulator.awaitThreads(settings.mode().concurrency(), Lab.INIT_LIMIT, environment::isAlive);
        } else {
            emulator.awaitInit(Lab.INIT_LIMIT, environment::isAlive);
        }
    }

    /** Freezes, lets the scenario do its deed, and thaws. */
    private void pause(int cycle, Duration length) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        freeze();
        TimeUnit.NANOSECONDS.sleep(LabSettings.MIN_FREEZE.toNanos());
        countArrived();
        settings.course().whileFrozen(stage, cycle);
        TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
        thaw(settings.course().networkDelay(cycle));
        log.read();
    }

    private void freeze() {
        if (!settings.mode().freezes()) {
            return;
        }
        NetworkThaw delayed = networkThaw;
        if (delayed != null) {
            delayed.callOff();
        }
        networkThaw = null;
        environment.freeze();
    }

    private void thaw(Duration networkDelay) {
        if (!settings.mode().freezes()) {
            return;
        }
        if (networkDelay.isZero()) {
            environment.thaw();
            return;
        }
        environment.thawProcess();
        networkThaw = new NetworkThaw(stage.place());
        CompletableFuture.delayedExecutor(networkDelay.toMillis(), TimeUnit.MILLISECONDS)
                .execute(networkThaw);
    }

    /** Thaws the network later, unless it is called off: by the next freeze, at the latest. */
    private static final class NetworkThaw implements Runnable {
        private final EnvironmentSlot place;
        private boolean calledOff;

        NetworkThaw(EnvironmentSlot place) {
            this.place = place;
        }

        @Override
        public synchronized void run() {
            if (!calledOff) {
                place.letThrough(true);
            }
        }

        synchronized void callOff() {
            calledOff = true;
        }
    }

    /** Counts what has left before the freeze: the peer reads what has reached its kernel, if the machine lets it. */
    private void countArrived() throws InterruptedException {
        long end = System.nanoTime() + settings.course().reading().toNanos();
        while (!lastSends.stream().allMatch(history::isSeen) && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        shots.arrivedBeforeFreeze(
                (int) lastSends.stream().filter(history::isSeen).count());
        lastSends.clear();
    }

    /** Invocations that make the scenario's sends: as many at once as the mode says. */
    private void invoke(Invocations.After after, int cycle) throws InterruptedException {
        Map<String, String> fields = new TreeMap<>(settings.course().event(cycle));
        fields.put("sends", Integer.toString(part.sends()));
        fields.put("bytes", Integer.toString(settings.course().bodyBytes()));
        List<String> ids = new ArrayList<>();
        List<String> sends = new ArrayList<>();
        for (int i = 0; i < settings.mode().concurrency(); i++) {
            String id = UUID.randomUUID().toString();
            ids.add(id);
            for (int n = 0; n < part.sends(); n++) {
                history.asked(id + "-" + n, id);
                sends.add(id + "-" + n);
            }
        }
        List<RuntimeApiEmulator.Billed> billed = handOut(ids, fields);
        for (int i = 0; i < ids.size(); i++) {
            shots.add(new Invocations.Shot(after, ids.get(i) + "-0", billed.get(i)));
        }
        if (!part.tells() && billed.stream().allMatch(each -> each.error() == null)) {
            sends.forEach(history::reached);
        }
        lastSends.addAll(sends);
    }

    private List<RuntimeApiEmulator.Billed> handOut(List<String> ids, Map<String, String> fields)
            throws InterruptedException {
        if (settings.mode().concurrency() == 1) {
            return List.of(emulator.invoke(event(ids.get(0), fields), Lab.FUNCTION_LIMIT, environment::isAlive));
        }
        List<CompletableFuture<RuntimeApiEmulator.Billed>> running = ids.stream()
                .map(id -> CompletableFuture.supplyAsync(() -> concurrently(event(id, fields)), EnvironmentRun::start))
                .toList();
        return running.stream().map(CompletableFuture::join).toList();
    }

    /** Runs a task on a thread of its own. */
    static void start(Runnable task) {
        Thread thread = new Thread(task, "lab-invocation");
        thread.setDaemon(true);
        thread.start();
    }

    private RuntimeApiEmulator.Billed concurrently(RuntimeApiEmulator.Event event) {
        try {
            return emulator.invokeConcurrently(event, Lab.FUNCTION_LIMIT, environment::isAlive);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private RuntimeApiEmulator.Event event(String id, Map<String, String> fields) {
        JsonLine json = new JsonLine();
        fields.forEach(json::put);
        return new RuntimeApiEmulator.Event(
                id, json.toString(), settings.course().limit());
    }

    /** Freezes once more, to see what had arrived; then all is well, and the function is idle until nothing is open. */
    private void end(int cycle) throws InterruptedException {
        freeze();
        TimeUnit.NANOSECONDS.sleep(LabSettings.MIN_FREEZE.toNanos());
        countArrived();
        settings.course().heal(stage, cycle);
        thaw(Duration.ZERO);
        long limit = System.nanoTime() + NEWS_LIMIT.toNanos();
        for (int i = 0; i < IDLE_INVOCATIONS || (history.openQuestions() > 0 && System.nanoTime() < limit); i++) {
            handOut(List.of(UUID.randomUUID().toString()), Map.of("stay", IDLE_MILLIS, "functions", "0"));
            log.read();
        }
    }

    private void footprint(List<Footprint> held) throws InterruptedException {
        if (!part.tells()) {
            return;
        }
        handOut(List.of(UUID.randomUUID().toString()), Map.of("measure", "true"));
        log.read();
        List<FunctionReport> states = log.states();
        held.add(Footprint.of(environment.pid(), emulator.port(), states.get(states.size() - 1)));
    }

    /** What the function has written of one send, for people. */
    List<FunctionReport> told(String send) {
        return log.told(send);
    }
}
