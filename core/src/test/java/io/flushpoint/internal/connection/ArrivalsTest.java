package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is known of the bytes that arrive on a socket. */
class ArrivalsTest {
    private static final byte[] ALERT_IN_CLEAR = {21, 3, 3, 0, 2, 2, 40};
    private static final byte[] RECORD = {23, 3, 3, 0, 4, 1, 2, 3, 4};

    private final List<String> told = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Arrivals arrivals = new Arrivals();

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void allBytesCountFromTheFirstOn() {
        arrivals.areRecords();
        channel.pipeline().addLast(arrivals);

        arrive(RECORD);
        arrive(RECORD, RECORD);

        assertThat(arrivals.bytes()).isEqualTo(3L * RECORD.length);
    }

    @Test
    void aRecordIsWholeOnlyWithItsLastByte() {
        arrivals.areRecords();
        channel.pipeline().addLast(arrivals);
        List<Boolean> amid = new ArrayList<>();
        for (byte each : RECORD) {
            arrive(new byte[] {each});
            amid.add(arrivals.isAmidRecord());
        }

        assertThat(amid.subList(0, RECORD.length - 1)).containsOnly(true);
        assertThat(arrivals.isAmidRecord()).isFalse();
    }

    @Test
    void theLengthOfARecordHasTwoBytesAndTheNextOneItsOwn() {
        arrivals.areRecords();
        channel.pipeline().addLast(arrivals);
        byte[] header = {23, 3, 3, 1, 2}; // 258 bytes
        arrive(header, new byte[257]);
        assertThat(arrivals.isAmidRecord()).isTrue();
        arrive(new byte[1]);
        assertThat(arrivals.isAmidRecord()).isFalse();
        arrive(header, new byte[258], RECORD, header, new byte[100]);
        assertThat(arrivals.isAmidRecord()).isTrue();
        arrive(new byte[158]);
        assertThat(arrivals.isAmidRecord()).isFalse();
    }

    @Test
    void theTypeAndTheVersionOfARecordAreNoPartOfItsLength() {
        arrivals.areRecords();
        channel.pipeline().addLast(arrivals);
        arrive(new byte[] {23, 3, 3, 0, 1, 0});

        assertThat(arrivals.isAmidRecord()).isFalse();
    }

    @Test
    void inClearThereAreNoRecords() {
        channel.pipeline().addLast(arrivals);
        listen();

        arrive(ALERT_IN_CLEAR);
        arrive(new byte[] {23, 3});

        assertThat(arrivals.isAmidRecord()).isFalse();
        assertThat(told).containsExactly("arrived", "arrived");
    }

    /** As behind the answer of a proxy, after which the server speaks. */
    @Test
    void recordsBeginWhereItIsSaid() {
        channel.pipeline().addLast(arrivals);

        arrive("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        arrivals.areRecords();
        arrive(RECORD);
        assertThat(arrivals.isAmidRecord()).isFalse();
        arrive(new byte[] {23, 3});

        assertThat(arrivals.isAmidRecord()).isTrue();
        assertThat(arrivals.bytes()).isEqualTo(19 + RECORD.length + 2);
    }

    @Test
    void anAlertInClearIsToldOnceTlsHasHadIt() {
        arrivals.areRecords();
        channel.pipeline().addLast(arrivals).addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                told.add("tls, passing on: " + arrivals.isPassingOn());
                ctx.fireChannelRead(message);
            }
        });
        listen();

        arrive(RECORD, ALERT_IN_CLEAR);

        assertThat(told).containsExactly("arrived", "tls, passing on: true", "alert");
        assertThat(arrivals.isPassingOn()).isFalse();
    }

    private void listen() {
        arrivals.tell(new Arrivals.Listener() {
            @Override
            public void arrived() {
                told.add("arrived");
            }

            @Override
            public void alertInClear() {
                told.add("alert");
            }
        });
    }

    private void arrive(byte[]... parts) {
        ByteBuf together = Unpooled.buffer();
        for (byte[] part : parts) {
            together.writeBytes(part);
        }
        channel.writeInbound(together);
    }
}
