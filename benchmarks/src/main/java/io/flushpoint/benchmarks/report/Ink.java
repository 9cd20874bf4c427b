package io.flushpoint.benchmarks.report;

import java.awt.Color;

/**
 * The colours. Blue, sky, orange and black are of the Okabe-Ito palette, told apart with every kind of colour vision. Of one
 * legend only those that differ in lightness as well, for prints in grey: blue 34 %, orange and sky 66 %, black 0 %.
 */
enum Ink {
    PAPER(0xffffff),
    TEXT(0x1a1a1a),
    FAINT_TEXT(0x595959),
    GRID(0xdadada),
    BLUE(0x0072b2),
    SKY(0x56b4e9),
    ORANGE(0xe69f00),
    BLACK(0x000000);

    private final int rgb;

    Ink(int rgb) {
        this.rgb = rgb;
    }

    Color color() {
        return new Color(rgb);
    }

    /** As SVG writes it. */
    String hex() {
        return String.format("#%06x", rgb);
    }
}
