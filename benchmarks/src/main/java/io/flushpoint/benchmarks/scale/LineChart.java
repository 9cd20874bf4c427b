package io.flushpoint.benchmarks.scale;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;

/**
 * Lines over one axis, as SVG and PNG. Values begin at 0.
 *
 * @param logarithmic whether the horizontal axis is
 */
record LineChart(String title, String across, String up, boolean logarithmic, List<Series> series) {
    /** One line; each differs from the others in colour and in dashes. */
    record Series(String name, List<Point> points) {}

    /** A value at a place of the axis. */
    record Point(double x, double y) {}

    /** What the two kinds of files have in common. */
    private interface Pen {
        default void line(double x1, double y1, double x2, double y2, int rgb, double width) {
            path(List.of(new Point(x1, y1), new Point(x2, y2)), rgb, width, DASHES[0]);
        }

        void path(List<Point> points, int rgb, double width, float[] dashes);

        void text(double x, double y, String text, int size, Anchor anchor, boolean upwards);
    }

    private enum Anchor {
        START,
        MIDDLE,
        END
    }

    private static final int WIDTH = 800;
    private static final int HEIGHT = 420;
    private static final int LEFT = 84;
    private static final int RIGHT = 24;
    private static final int TOP = 84;
    private static final int BOTTOM = 64;
    private static final int DENSITY = 2;

    private static final int GRID = 0xdadada;
    private static final int TEXT = 0x1a1a1a;

    /** Okabe and Ito's blue and orange, and black. */
    private static final int[] INKS = {0x0072b2, 0xe69f00, 0x000000};

    private static final float[][] DASHES = {{}, {8, 4}, {2, 3}};

    /** Writes {@code name.svg} and {@code name.png}. */
    void write(Path directory, String name) throws IOException {
        SvgPen svg = new SvgPen();
        draw(svg);
        Files.writeString(directory.resolve(name + ".svg"), svg.document(title));
        System.setProperty("java.awt.headless", "true");
        BufferedImage image = new BufferedImage(DENSITY * WIDTH, DENSITY * HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.scale(DENSITY, DENSITY);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        draw(new ImagePen(graphics));
        graphics.dispose();
        ImageIO.write(image, "png", directory.resolve(name + ".png").toFile());
    }

    private void draw(Pen pen) {
        pen.text(LEFT, 28, title, 17, Anchor.START, false);
        double mostUp = 0;
        double mostAcross = 0;
        double leastAcross = Double.MAX_VALUE;
        for (Series each : series) {
            for (Point point : each.points()) {
                mostUp = Math.max(mostUp, point.y());
                mostAcross = Math.max(mostAcross, point.x());
                leastAcross = Math.min(leastAcross, point.x());
            }
        }
        double step = step(mostUp);
        double top = Math.max(step, Math.ceil(mostUp / step) * step);
        double begin = logarithmic ? leastAcross : 0;
        double end = mostAcross;
        for (double tick = 0; tick <= top * 1.001; tick += step) {
            double y = y(tick, top);
            pen.line(LEFT, y, WIDTH - RIGHT, y, GRID, 1);
            pen.text(LEFT - 8, y + 4, number(tick), 12, Anchor.END, false);
        }
        for (double tick : ticksAcross(begin, mostAcross)) {
            double x = x(tick, begin, mostAcross);
            pen.line(x, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 5, TEXT, 1);
            pen.text(x, HEIGHT - BOTTOM + 20, number(tick), 12, Anchor.MIDDLE, false);
        }
        pen.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 18, across, 13, Anchor.MIDDLE, false);
        pen.text(20, (TOP + HEIGHT - BOTTOM) / 2.0, up, 13, Anchor.MIDDLE, true);
        double legend = LEFT;
        for (int i = 0; i < series.size(); i++) {
            pen.path(List.of(new Point(legend, 56), new Point(legend + 36, 56)), INKS[i], 2.5, DASHES[i]);
            pen.text(legend + 44, 60, series.get(i).name(), 13, Anchor.START, false);
            legend += 64 + 8.5 * series.get(i).name().length();
            pen.path(
                    series.get(i).points().stream()
                            .map(point -> new Point(x(point.x(), begin, end), y(point.y(), top)))
                            .toList(),
                    INKS[i],
                    2,
                    DASHES[i]);
        }
    }

    private List<Double> ticksAcross(double begin, double end) {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            for (double tick : new double[] {1, 2, 5, 10, 20, 50, 100, 200, 300, 600, 1_000}) {
                if (tick >= begin && tick <= end) {
                    ticks.add(tick);
                }
            }
        } else {
            for (double tick = begin; tick <= end + 1; tick += step(end)) {
                ticks.add(tick);
            }
        }
        return ticks;
    }

    private double x(double value, double begin, double end) {
        double share = logarithmic ? Math.log(value / begin) / Math.log(end / begin) : (value - begin) / (end - begin);
        return LEFT + share * (WIDTH - RIGHT - LEFT);
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP);
    }

    /** 1, 2 or 5 times a power of ten, about five of them to the greatest value. */
    private static double step(double most) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-6) / 5)));
        for (double times : new double[] {1, 2, 5, 10}) {
            if (most / (times * power) <= 6) {
                return times * power;
            }
        }
        return 10 * power;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%.1f", value);
    }

    private static final class SvgPen implements Pen {
        private final StringBuilder out = new StringBuilder();

        String document(String title) {
            return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + WIDTH + "\" height=\"" + HEIGHT
                    + "\" viewBox=\"0 0 " + WIDTH + " " + HEIGHT
                    + "\" role=\"img\" font-family=\"DejaVu Sans, Verdana, sans-serif\">\n<title>" + title
                    + "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n" + out + "</svg>\n";
        }

        @Override
        public void path(List<Point> points, int rgb, double width, float[] dashes) {
            String dash = dashes.length == 0 ? "" : " stroke-dasharray=\"" + dashes[0] + " " + dashes[1] + "\"";
            String places = points.stream()
                    .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", point.x(), point.y()))
                    .collect(Collectors.joining(" "));
            out.append(String.format(
                    Locale.ROOT,
                    "<polyline points=\"%s\" fill=\"none\" stroke=\"#%06x\" stroke-width=\"%s\" stroke-linejoin=\"round\"%s/>%n",
                    places,
                    rgb,
                    width,
                    dash));
        }

        @Override
        public void text(double x, double y, String text, int size, Anchor anchor, boolean upwards) {
            String turn = upwards ? String.format(Locale.ROOT, " transform=\"rotate(-90 %.1f %.1f)\"", x, y) : "";
            out.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" text-anchor=\"%s\" fill=\"#%06x\"%s>%s</text>%n",
                    x,
                    y,
                    size,
                    anchor.name().toLowerCase(Locale.ROOT),
                    TEXT,
                    turn,
                    text));
        }
    }

    private record ImagePen(Graphics2D graphics) implements Pen {
        @Override
        public void path(List<Point> points, int rgb, double width, float[] dashes) {
            Path2D path = new Path2D.Double();
            path.moveTo(points.get(0).x(), points.get(0).y());
            points.forEach(point -> path.lineTo(point.x(), point.y()));
            graphics.setColor(new Color(rgb));
            graphics.setStroke(
                    dashes.length == 0
                            ? new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
                            : new BasicStroke(
                                    (float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0));
            graphics.draw(path);
        }

        @Override
        public void text(double x, double y, String text, int size, Anchor anchor, boolean upwards) {
            graphics.setColor(new Color(TEXT));
            graphics.setFont(new Font("DejaVu Sans", Font.PLAIN, size));
            double width = graphics.getFontMetrics().stringWidth(text);
            double back = switch (anchor) {
                case START -> 0;
                case MIDDLE -> width / 2;
                case END -> width;
            };
            if (upwards) {
                Graphics2D turned = (Graphics2D) graphics.create();
                turned.rotate(-Math.PI / 2, x, y);
                turned.drawString(text, (float) (x - back), (float) y);
                turned.dispose();
            } else {
                graphics.drawString(text, (float) (x - back), (float) y);
            }
        }
    }
}
