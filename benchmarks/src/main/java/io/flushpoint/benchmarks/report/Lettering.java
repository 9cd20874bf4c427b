package io.flushpoint.benchmarks.report;

/** How a text is set: size in pixels, weight, colour, and which of its points is at the given x. */
record Lettering(int size, boolean bold, Colour ink, Anchor anchor) {
    static final Lettering TITLE = new Lettering(18, true, Colour.TEXT, Anchor.START);
    static final Lettering HEAD = new Lettering(13, true, Colour.TEXT, Anchor.START);
    static final Lettering LABEL = new Lettering(13, false, Colour.TEXT, Anchor.START);
    static final Lettering VALUE = new Lettering(13, true, Colour.TEXT, Anchor.START);
    static final Lettering SMALL = new Lettering(11, false, Colour.FAINT_TEXT, Anchor.START);

    /** Named as SVG's {@code text-anchor} names them, in lower case. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    Lettering centred() {
        return new Lettering(size, bold, ink, Anchor.MIDDLE);
    }

    Lettering ending() {
        return new Lettering(size, bold, ink, Anchor.END);
    }
}
