package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which address of a host is tried first, and which next. */
class AddressOrderTest {
    private final AddressOrder order = new AddressOrder();

    @Test
    void theFamiliesTakeTurnsAndTheResolversFirstComesFirst() {
        assertThat(order.of("host", addresses("::1", "::2", "::3", "10.0.0.1", "10.0.0.2")))
                .containsExactlyElementsOf(addresses("::1", "10.0.0.1", "::2", "10.0.0.2", "::3"));
        assertThat(order.of("host", addresses("10.0.0.1", "::1", "::2")))
                .containsExactlyElementsOf(addresses("10.0.0.1", "::1", "::2"));
    }

    @Test
    void theOneThatOvertookOthersComesFirst() {
        List<InetAddress> found = addresses("10.0.0.1", "10.0.0.2", "10.0.0.3");
        order.overtook("host", found.get(2));

        assertThat(order.of("host", found)).containsExactlyElementsOf(addresses("10.0.0.3", "10.0.0.1", "10.0.0.2"));
        assertThat(order.of("another", found)).containsExactlyElementsOf(found);
    }

    @Test
    void oneThatTheResolverHasNoLongerIsNotTried() {
        order.overtook("host", addresses("10.0.0.9").get(0));

        assertThat(order.of("host", addresses("10.0.0.1", "10.0.0.2")))
                .containsExactlyElementsOf(addresses("10.0.0.1", "10.0.0.2"));
    }

    @Test
    void anAddressThatTheResolverHasTwiceIsTriedTwice() {
        assertThat(order.of("host", addresses("10.0.0.1", "10.0.0.1"))).hasSize(2);
    }

    @Test
    void ofSoManyHostsTheOneAskedForLongestAgoIsForgotten() {
        InetAddress remembered = addresses("10.0.0.2").get(0);
        order.overtook("first", remembered);
        order.overtook("second", remembered);
        List<InetAddress> found = addresses("10.0.0.1", "10.0.0.2");
        for (int host = 3; host <= 1_024; host++) {
            order.overtook("host-" + host, remembered);
        }
        assertThat(order.of("first", found)).startsWith(remembered); // and is asked for last

        order.overtook("one-more", remembered);

        assertThat(order.of("first", found)).startsWith(remembered);
        assertThat(order.of("second", found)).containsExactlyElementsOf(found);
    }

    private static List<InetAddress> addresses(String... literals) {
        return Arrays.stream(literals)
                .map(NetUtil::createInetAddressFromIpAddressString)
                .toList();
    }
}
