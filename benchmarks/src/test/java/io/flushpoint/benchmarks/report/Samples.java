package io.flushpoint.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Raw lines as the lab prints them. */
final class Samples {
    static final String FORGET = "{\"strategy\":\"forget\",\"invocations\":1000,"
            + "\"billed_ms\":{\"p50\":4.100,\"p90\":9.960,\"p99\":300.000,\"max\":1310.000},"
            + "\"arrived_before_freeze\":300,\"arrived_after_thaw\":697,\"lost\":3,\"duplicates\":2,"
            + "\"freeze\":\"process+network\"}";
    static final String FLUSH = "{\"strategy\":\"flush\",\"invocations\":1000,"
            + "\"billed_ms\":{\"p50\":0.854,\"p90\":1.1,\"p99\":3.2,\"max\":40.5},"
            + "\"arrived_before_freeze\":1000,\"arrived_after_thaw\":0,\"lost\":0,\"duplicates\":0,"
            + "\"freeze\":\"process+network\",\"reported_failures\":[]}";
    static final String FIRST =
            "{\"strategy\":\"flush\",\"scenario\":\"steady\",\"cpu\":0.29,\"first_ms\":{\"p50\":46.1},"
                    + "\"warm_ms\":{\"p50\":9.6},\"empty_first_ms\":{\"p50\":30.0},\"empty_warm_ms\":{\"p50\":0.5}}";
    static final String FIRST_WITHOUT_QUOTA =
            "{\"strategy\":\"flush\",\"scenario\":\"steady\",\"cpu\":null,\"first_ms\":{\"p50\":5.4},"
                    + "\"warm_ms\":{\"p50\":2.3},\"empty_first_ms\":null,\"empty_warm_ms\":null}";

    private Samples() {}

    static RawFile file(Path directory, String name, String... lines) {
        try {
            return new RawFile(Files.write(directory.resolve(name), java.util.List.of(lines)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
