package io.flushpoint.internal.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;
import org.reactivestreams.tck.SubscriberWhiteboxVerification.SubscriberPuppet;
import org.reactivestreams.tck.SubscriberWhiteboxVerification.WhiteboxSubscriberProbe;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.reactivestreams.tck.flow.FlowSubscriberWhiteboxVerification;
import org.testng.SkipException;

/** The rules of Reactive Streams for subscribers, by the verifications of its specification. */
class ReactiveStreamsTest {
    private static final long TIMEOUT_MILLIS = 1_000;

    private static final List<PublishedBody> BODIES = new ArrayList<>();

    @AfterEach
    void closeBodies() {
        BODIES.forEach(PublishedBody::close);
        BODIES.clear();
    }

    @TestFactory
    Stream<DynamicTest> heldFromOutside() {
        return rulesOf(new FromOutside());
    }

    @TestFactory
    Stream<DynamicTest> heldFromInside() {
        return rulesOf(new FromInside());
    }

    @Test
    void someRulesAreVerifiedOnBothSides() {
        assertThat(rulesOf(new FromOutside())).hasSizeGreaterThan(8);
        assertThat(rulesOf(new FromInside())).hasSizeGreaterThan(8);
    }

    private static Stream<DynamicTest> rulesOf(Object verification) {
        return Arrays.stream(verification.getClass().getMethods())
                .filter(method -> method.isAnnotationPresent(org.testng.annotations.Test.class))
                .filter(method -> !method.getName().startsWith("untested_"))
                .map(method -> DynamicTest.dynamicTest(method.getName(), () -> run(method, verification)));
    }

    private static void run(Method rule, Object verification) throws Throwable {
        try {
            call("startPublisherExecutorService", verification);
            call("setUp", verification);
            rule.invoke(verification);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SkipException skipped) {
                throw new TestAbortedException(skipped.getMessage());
            }
            throw e.getCause();
        } finally {
            call("shutdownPublisherExecutorService", verification);
        }
    }

    private static void call(String method, Object verification) throws ReflectiveOperationException {
        verification.getClass().getMethod(method).invoke(verification);
    }

    private static Flow.Subscriber<ByteBuffer> newSubscriber() {
        PublishedBody body = PublishedBody.subscribedByOthers().start();
        BODIES.add(body);
        return body.subscriber();
    }

    private static ByteBuffer element(int number) {
        return ByteBuffer.allocate(4).putInt(0, number);
    }

    /** What a publisher sees. */
    public static final class FromOutside extends FlowSubscriberBlackboxVerification<ByteBuffer> {
        FromOutside() {
            super(new TestEnvironment(TIMEOUT_MILLIS));
        }

        @Override
        public Flow.Subscriber<ByteBuffer> createFlowSubscriber() {
            return newSubscriber();
        }

        @Override
        public ByteBuffer createElement(int element) {
            return element(element);
        }
    }

    /** What a publisher sees, with what the subscriber gets noted. */
    public static final class FromInside extends FlowSubscriberWhiteboxVerification<ByteBuffer> {
        FromInside() {
            super(new TestEnvironment(TIMEOUT_MILLIS));
        }

        @Override
        protected Flow.Subscriber<ByteBuffer> createFlowSubscriber(WhiteboxSubscriberProbe<ByteBuffer> probe) {
            return new Probed(newSubscriber(), probe);
        }

        @Override
        public ByteBuffer createElement(int element) {
            return element(element);
        }
    }

    private record Probed(Flow.Subscriber<ByteBuffer> ours, WhiteboxSubscriberProbe<ByteBuffer> probe)
            implements Flow.Subscriber<ByteBuffer> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            ours.onSubscribe(subscription);
            probe.registerOnSubscribe(new SubscriberPuppet() {
                @Override
                public void triggerRequest(long elements) {
                    subscription.request(elements);
                }

                @Override
                public void signalCancel() {
                    subscription.cancel();
                }
            });
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            ours.onNext(buffer);
            probe.registerOnNext(buffer);
        }

        @Override
        public void onError(Throwable error) {
            ours.onError(error);
            probe.registerOnError(error);
        }

        @Override
        public void onComplete() {
            ours.onComplete();
            probe.registerOnComplete();
        }
    }
}
