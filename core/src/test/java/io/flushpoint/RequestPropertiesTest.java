package io.flushpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What holds for every request that is accepted, tried on text drawn from an alphabet that holds what breaks HTTP. The
 * seed is new at each run and in the message of a failure; set the system property {@code flushpoint.seed} to repeat
 * one.
 */
class RequestPropertiesTest {
    private static final int TRIES = 100_000;
    private static final String ALPHABET = "\r\n"
            + "\0\t\u000b\u000c\u001f\u007f\u0080\u0085\u00a0\u00ff\u0100\u010a\u010d\u2028\u2100"
            + "\uff0f\uff20\uff0e\u3002\ufeff\u560a\u560d\ud83d\ude80"
            + " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~0129azAZfF";
    private static final String[] STARTS = {
        "",
        "http://",
        "https://",
        "http://h",
        "http://h/",
        "http://h?",
        "HTTP://h:80",
        "http://h:80/%41",
        "http://[::1]/"
    };

    private final long seed = Long.getLong("flushpoint.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void whatGoesIntoTheRequestLineAndHostIsVisibleAscii() {
        int accepted = 0;
        for (int i = 0; i < TRIES; i++) {
            String method = random.nextInt(4) == 0 ? text(4) : "GET";
            String uri = STARTS[random.nextInt(STARTS.length)] + text(6);
            SendRequest request = accepted(() -> SendRequest.of(method, uri));
            if (request != null) {
                accepted++;
                assertThat(request.method()).as("seed %d", seed).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
                assertThat(request.target())
                        .as("seed %d", seed)
                        .matches("/([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*");
                assertThat(request.authority())
                        .as("seed %d", seed)
                        .matches("([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[1-9][0-9]{0,4})?");
                assertThat(request.endpoint())
                        .as("seed %d", seed)
                        .matches("https?://[a-z0-9._:\\[\\]-]+:[1-9][0-9]{0,4}");
            }
        }
        assertThat(accepted).as("seed %d", seed).isGreaterThan(TRIES / 1_000);
    }

    @Test
    void anAcceptedTargetIsAcceptedAgainUnchanged() {
        for (int i = 0; i < TRIES; i++) {
            String uri = "http://h/" + text(5);
            SendRequest request = accepted(() -> SendRequest.get(uri));
            if (request != null) {
                assertThat(SendRequest.get(request.endpoint() + request.target())
                                .target())
                        .as("seed %d", seed)
                        .isEqualTo(request.target());
            }
        }
    }

    @Test
    void aHeaderHoldsNoControlAndFitsLatin1() {
        int accepted = 0;
        for (int i = 0; i < TRIES; i++) {
            String name = random.nextInt(2) == 0 ? text(4) : "X";
            String value = text(4);
            SendRequest request = accepted(() -> SendRequest.get("http://h/").header(name, value));
            if (request != null) {
                accepted++;
                Header header = request.headers().get(0);
                assertThat(header.name()).as("seed %d", seed).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
                assertThat(header.value())
                        .as("seed %d", seed)
                        .matches("|[!-~\u0080-\u00ff]([\t -~\u0080-\u00ff]*[!-~\u0080-\u00ff])?");
            }
        }
        assertThat(accepted).as("seed %d", seed).isGreaterThan(TRIES / 1_000);
    }

    private @Nullable SendRequest accepted(Supplier<SendRequest> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).as("seed %d", seed).matches("[ -~\u00a7]+");
            return null;
        }
    }

    private String text(int maxLength) {
        int length = random.nextInt(maxLength + 1);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
