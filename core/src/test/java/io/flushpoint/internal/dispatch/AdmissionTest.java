package io.flushpoint.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.SenderOptions;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final Admission door =
            new Admission(SenderOptions.defaults().queuedSendsPerEndpoint(1).bytesInFlight(1024));

    private Admission.Refusal enter(Admission.Share share, Body body) {
        Admission.Refusal refused = door.enter(share, body);
        door.entered();
        return refused;
    }

    @Test
    void aShareThatWasForgottenCountsWithTheOneThatIsKnown() {
        Admission.Share early = door.share("a");
        door.forget("a");
        assertThat(enter(door.share("a"), Body.empty())).isNull();

        assertThat(enter(early, Body.empty())).isEqualTo(Admission.Refusal.QUEUE_OF_ENDPOINT);
    }

    @Test
    void aSendWithoutABodyThatIsRetriedCountsEvenIfItsShareWasForgottenMeanwhile() {
        Admission.Share early = door.share("a");
        assertThat(enter(early, Body.empty())).isNull();
        early.unqueue();
        door.forget("a");
        Admission.Share later = door.share("a");

        early.queue();
        assertThat(enter(later, Body.empty())).isEqualTo(Admission.Refusal.QUEUE_OF_ENDPOINT);

        early.unqueue();
        assertThat(enter(later, Body.empty())).isNull();
        assertThat(door.queued()).isEqualTo(1);
    }

    @Test
    void whoIsRefusedTakesNothing() {
        assertThat(enter(door.share("a"), Body.of(new byte[1025]))).isEqualTo(Admission.Refusal.BYTES);

        assertThat(door.queued()).isZero();
        assertThat(door.bytesInFlight()).isZero();
        assertThat(enter(door.share("a"), Body.of(new byte[1024]))).isNull();
    }
}
