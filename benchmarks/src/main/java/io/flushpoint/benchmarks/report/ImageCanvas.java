package io.flushpoint.benchmarks.report;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** A canvas of pixels. */
final class ImageCanvas implements Canvas {
    /** Pixels per pixel of the sheet: sharp on a dense screen, and when it is shown at half its size. */
    static final int DENSITY = 2;

    private final Graphics2D graphics;
    private final Typeface typeface;

    private ImageCanvas(Graphics2D graphics, Typeface typeface) {
        this.graphics = graphics;
        this.typeface = typeface;
    }

    /** The image that shows a sheet. */
    static BufferedImage image(Sheet sheet, Typeface typeface) {
        BufferedImage image =
                new BufferedImage(DENSITY * sheet.width(), DENSITY * sheet.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(DENSITY, DENSITY);
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            sheet.draw(new ImageCanvas(graphics, typeface));
        } finally {
            graphics.dispose();
        }
        return image;
    }

    @Override
    public void rectangle(double x, double y, double width, double height, Ink ink) {
        graphics.setColor(ink.color());
        graphics.fill(new Rectangle2D.Double(x, y, width, height));
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, double width, Ink ink) {
        graphics.setColor(ink.color());
        graphics.setStroke(new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        graphics.draw(new Line2D.Double(x1, y1, x2, y2));
    }

    @Override
    public void text(double x, double y, String text, Lettering lettering) {
        double width = typeface.width(text, lettering);
        double start = switch (lettering.anchor()) {
            case START -> x;
            case MIDDLE -> x - width / 2;
            case END -> x - width;
        };
        graphics.setColor(lettering.ink().color());
        graphics.setFont(typeface.font(lettering));
        graphics.drawString(text, (float) start, (float) y);
    }
}
