package io.flushpoint.testkit;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * The build's verdict on leaked buffers. Netty only logs a leak, and a log line fails nothing; JUnit swallows what a
 * listener throws. So the guard records every report of the test JVM and leaves them in the file named by the system
 * property {@code flushpoint.leaks}; Maven's enforcer fails the build in {@code verify} if that file exists.
 *
 * <p>Registered as a service, so it is in place before the first buffer, in every module that has the testkit.
 */
public final class LeakGuard implements LauncherSessionListener {
    private static final int COLLECTIONS = 3;
    private static final long COLLECTION_LIMIT_MILLIS = 2_000;

    private final RecordingFactory factory = new RecordingFactory();

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(factory);
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (!ResourceLeakDetector.isEnabled()) {
            return; // a run that asks for no verdict, of which there may be a session for each test
        }
        for (int i = 0; i < COLLECTIONS; i++) {
            collectGarbage();
            factory.poll();
        }
        List<String> leaks = factory.leaks();
        leaks.forEach(leak -> System.err.println("LEAK: " + leak));
        String report = System.getProperty("flushpoint.leaks");
        if (report != null) {
            write(Path.of(report), leaks);
        }
    }

    /** Returns once the collector has found a referent of ours unreachable, hence every leaked one before it as well. */
    private static void collectGarbage() {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        PhantomReference<Object> witness = new PhantomReference<>(new Object(), queue);
        System.gc();
        try {
            if (queue.remove(COLLECTION_LIMIT_MILLIS) == null) {
                System.err.println("LeakGuard: no collection within " + COLLECTION_LIMIT_MILLIS + " ms: " + witness);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(Path report, List<String> leaks) {
        try {
            if (leaks.isEmpty()) {
                Files.deleteIfExists(report);
            } else {
                Files.write(report, leaks);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes detectors that share one record, and remembers them: a detector reports only when next asked to track. */
    private static final class RecordingFactory extends ResourceLeakDetectorFactory {
        private final Queue<String> leaks = new ConcurrentLinkedQueue<>();
        private final List<RecordingDetector<?>> detectors = new CopyOnWriteArrayList<>();

        @Override
        @SuppressWarnings("deprecation")
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            return newResourceLeakDetector(resource, samplingInterval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
            RecordingDetector<T> detector = new RecordingDetector<>(resource, samplingInterval, leaks);
            detectors.add(detector);
            return detector;
        }

        void poll() {
            detectors.forEach(RecordingFactory::poll);
        }

        // A detector tracks any object and never calls it, so a plain one makes it look at its queue, at any level.
        @SuppressWarnings("unchecked")
        private static void poll(RecordingDetector<?> detector) {
            Object probe = new Object();
            ((ResourceLeakDetector<Object>) detector).trackForcibly(probe).close(probe);
        }

        List<String> leaks() {
            return new ArrayList<>(leaks);
        }
    }

    private static final class RecordingDetector<T> extends ResourceLeakDetector<T> {
        private final Queue<String> leaks;

        RecordingDetector(Class<T> resource, int samplingInterval, Queue<String> leaks) {
            super(resource, samplingInterval);
            this.leaks = leaks;
        }

        @Override
        protected boolean needReport() {
            return true; // whatever the level of the logger
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            leaks.add(resourceType + records);
            super.reportTracedLeak(resourceType, records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            leaks.add(resourceType);
            super.reportUntracedLeak(resourceType);
        }
    }
}
