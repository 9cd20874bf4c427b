package io.flushpoint.benchmarks.report;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A canvas that writes SVG 1.1. Texts stay texts: they can be searched, copied and read aloud. */
final class SvgCanvas implements Canvas {
    private static final String NAMESPACE = "http://www.w3.org/2000/svg";

    /** The first is what {@link Typeface} prefers; the others are about as wide or narrower. */
    private static final String FAMILIES = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif";

    private final StringWriter out = new StringWriter();
    private final XMLStreamWriter xml;

    private SvgCanvas() throws XMLStreamException {
        xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
    }

    /** The document that shows a sheet. */
    static String document(Picture sheet) {
        try {
            SvgCanvas canvas = new SvgCanvas();
            canvas.begin(sheet);
            sheet.draw(canvas);
            canvas.xml.writeCharacters("\n");
            canvas.xml.writeEndDocument();
            canvas.xml.close();
            return canvas.out + "\n";
        } catch (XMLStreamException e) {
            throw new IllegalStateException("into memory, and still", e);
        }
    }

    private void begin(Picture sheet) throws XMLStreamException {
        xml.writeStartElement("svg");
        xml.writeDefaultNamespace(NAMESPACE);
        attributes("width", sheet.width(), "height", sheet.height());
        xml.writeAttribute("viewBox", "0 0 " + sheet.width() + " " + sheet.height());
        xml.writeAttribute("role", "img");
        xml.writeAttribute("font-family", FAMILIES);
        element("title", sheet.title());
        element("desc", sheet.description());
    }

    private void element(String name, String content) throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement(name);
        xml.writeCharacters(content);
        xml.writeEndElement();
    }

    @Override
    public void rectangle(double x, double y, double width, double height, Colour ink) {
        shape("rect", ink.hex(), "fill", "x", x, "y", y, "width", width, "height", height);
    }

    @Override
    public void dot(double x, double y, double radius, Colour ink) {
        shape("circle", ink.hex(), "fill", "cx", x, "cy", y, "r", radius);
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, double width, Colour ink) {
        shape("line", ink.hex(), "stroke", "x1", x1, "y1", y1, "x2", x2, "y2", y2, "stroke-width", width);
    }

    @Override
    public void polyline(List<Point> points, double width, Colour ink, Dashes dashes) {
        try {
            xml.writeCharacters("\n");
            xml.writeEmptyElement("polyline");
            xml.writeAttribute(
                    "points",
                    points.stream()
                            .map(point -> number(point.x()) + "," + number(point.y()))
                            .collect(Collectors.joining(" ")));
            xml.writeAttribute("fill", "none");
            attributes("stroke-width", width);
            switch (dashes) {
                case NONE -> {}
                case LONG -> xml.writeAttribute("stroke-dasharray", "8 4");
                case SHORT -> xml.writeAttribute("stroke-dasharray", "2 3");
            }
            xml.writeAttribute("stroke", ink.hex());
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private void shape(String name, String colour, String colourOf, Object... attributes) {
        try {
            xml.writeCharacters("\n");
            xml.writeEmptyElement(name);
            attributes(attributes);
            xml.writeAttribute(colourOf, colour);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void text(double x, double y, String text, Lettering lettering) {
        try {
            xml.writeCharacters("\n");
            xml.writeStartElement("text");
            attributes("x", x, "y", y, "font-size", lettering.size());
            if (lettering.bold()) {
                xml.writeAttribute("font-weight", "bold");
            }
            xml.writeAttribute("text-anchor", lettering.anchor().name().toLowerCase(Locale.ROOT));
            xml.writeAttribute("fill", lettering.ink().hex());
            xml.writeCharacters(text);
            xml.writeEndElement();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private void attributes(Object... namesAndNumbers) throws XMLStreamException {
        for (int i = 0; i < namesAndNumbers.length; i += 2) {
            xml.writeAttribute((String) namesAndNumbers[i], number((Number) namesAndNumbers[i + 1]));
        }
    }

    /** To a tenth of a pixel. */
    private static String number(Number number) {
        return String.format(Locale.ROOT, "%.1f", number.doubleValue()).replaceFirst("\\.0$", "");
    }
}
