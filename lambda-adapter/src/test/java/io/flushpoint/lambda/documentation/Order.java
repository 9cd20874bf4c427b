package io.flushpoint.lambda.documentation;

/** The event of the functions that the pages show. */
record Order(String id) {
    String counters() {
        return "{\"orders\":1}";
    }

    String process() {
        return "processed " + id;
    }
}
