package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.Await;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ThawProbeTest {
    private static final int SYSTEMS_SECONDS = 77;

    @Test
    void aConnectionThatWasProbedRestsAsTheSystemSays() throws Exception {
        try (EpollConnection connection = new EpollConnection(bootstrap -> bootstrap
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(EpollChannelOption.TCP_KEEPIDLE, SYSTEMS_SECONDS))) {
            ThawProbe probe = new ThawProbe(connection.kernel(), new Clocks(), 10_000);

            probe.arm();
            AtomicReference<ThawProbe.Verdict> verdict = new AtomicReference<>();
            Await.until(
                    () -> {
                        verdict.set(probe.verdict());
                        return verdict.get() != ThawProbe.Verdict.OPEN;
                    },
                    Duration.ofSeconds(20));

            assertThat(verdict).hasValue(ThawProbe.Verdict.ALIVE);
            assertThat(connection.channel().config().getOption(EpollChannelOption.TCP_KEEPIDLE))
                    .isEqualTo(SYSTEMS_SECONDS);
        }
    }
}
