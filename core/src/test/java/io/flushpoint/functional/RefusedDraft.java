package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

/** What a refusal must say: which datum, and not what was in it. */
final class RefusedDraft {
    private RefusedDraft() {}

    static void check(IllegalArgumentException refusal) {
        assertThat(refusal.getMessage())
                .containsPattern("method|URI|host|port|path|query|header|fragment|userinfo|body|gzip|bytes")
                .doesNotContain(Drafts.SECRET)
                .matches("[ -~\u00a7]+");
    }
}
