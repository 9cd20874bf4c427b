package io.flushpoint.benchmarks.report;

/** One kind of plot over its results: what stands between the title and the caption of a {@link Picture}. */
interface Plot {
    /** What is shown, for those who do not see it: one sentence. */
    String description();

    /** In pixels; the width is that of the sheet. */
    int height();

    /** Draws into the strip of that height that begins at {@code top}. */
    void draw(Canvas canvas, double top);
}
