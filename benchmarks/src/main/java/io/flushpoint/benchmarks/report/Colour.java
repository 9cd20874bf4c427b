package io.flushpoint.benchmarks.report;

/**
 * The colours. From blue on those of the Okabe-Ito palette, told apart with every kind of colour vision. Of one legend only
 * those that differ in lightness as well, for prints in grey (blue 34 %, orange and sky 66 %, black 0 %), or which differ in
 * form, too.
 */
enum Colour {
    PAPER(0xffffff),
    TEXT(0x1a1a1a),
    FAINT_TEXT(0x595959),
    GRID(0xdadada),
    BLUE(0x0072b2),
    SKY(0x56b4e9),
    ORANGE(0xe69f00),
    BLACK(0x000000),
    GREEN(0x009e73),
    VERMILION(0xd55e00),
    PURPLE(0xcc79a7);

    private final int rgb;

    Colour(int rgb) {
        this.rgb = rgb;
    }

    /** As SVG writes it. */
    String hex() {
        return String.format("#%06x", rgb);
    }
}
