package io.flushpoint.benchmarks.report;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.ArrayList;
import java.util.List;

/** The font of all plots: DejaVu Sans where it is installed, else what the JDK takes for a sans serif. */
final class Typeface {
    private static final String PREFERRED = "DejaVu Sans";

    /** What every plot writes, the signs of {@link Notation} included. */
    private static final String SAMPLE = "Az09,.:;/%()×";

    private final String family;

    private Typeface(String family) {
        this.family = family;
    }

    /**
     * Finds the font and measures a text with it.
     *
     * @throws ReportException if no text can be drawn here, naming what to install
     */
    static Typeface load() {
        System.setProperty("java.awt.headless", "true");
        boolean complete;
        Typeface typeface;
        try {
            boolean preferred = new Font(PREFERRED, Font.PLAIN, 1).getFamily().equals(PREFERRED);
            typeface = new Typeface(preferred ? PREFERRED : Font.SANS_SERIF);
            complete = typeface.font(Lettering.LABEL).canDisplayUpTo(SAMPLE) < 0
                    && typeface.width(SAMPLE, Lettering.LABEL) > 0;
        } catch (Error | RuntimeException e) {
            // Which depends on the JDK and on what is missing: a plain Error if it is the fonts, a LinkageError if a
            // library.
            throw new ReportException(noFonts(e.toString()), e);
        }
        if (!complete) {
            throw new ReportException(noFonts("no font here has all of " + SAMPLE));
        }
        return typeface;
    }

    private static String noFonts(String reason) {
        return "no text can be drawn here, so no plot: install libfreetype, fontconfig and a font"
                + " (Debian: apt-get install libfreetype6 fontconfig fonts-dejavu-core). The reason: " + reason;
    }

    Font font(Lettering lettering) {
        return new Font(family, lettering.bold() ? Font.BOLD : Font.PLAIN, lettering.size());
    }

    /** In pixels. */
    double width(String text, Lettering lettering) {
        return font(lettering)
                .getStringBounds(text, new FontRenderContext(null, true, true))
                .getWidth();
    }

    /** The text in lines of at most that width, broken at spaces; a longer word has a line of its own. */
    List<String> wrap(String text, Lettering lettering, double width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split(" +", -1)) {
            if (line.length() > 0 && width(line + " " + word, lettering) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
