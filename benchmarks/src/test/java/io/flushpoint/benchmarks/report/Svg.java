package io.flushpoint.benchmarks.report;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A plot as it is read: what is drawn, and where. */
public final class Svg {
    private final Element root;

    private Svg(Element root) {
        this.root = root;
    }

    /** Parses a document, which fails if it is not well-formed. */
    public static Svg parse(String document) throws Exception {
        return new Svg(DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(document)))
                .getDocumentElement());
    }

    /** What people read, in the order in which it is drawn. */
    public List<String> texts() {
        return all("text").stream().map(Element::getTextContent).toList();
    }

    /** All elements of a kind, in the order in which they are drawn. */
    public List<Element> all(String kind) {
        NodeList nodes = root.getElementsByTagName(kind);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }

    List<Element> all(String kind, Colour ink) {
        return all(kind).stream()
                .filter(each ->
                        ink.hex().equals(each.getAttribute("fill")) || ink.hex().equals(each.getAttribute("stroke")))
                .toList();
    }

    /** Where the label of a tick stands: the place of its value. */
    double tick(String label) {
        return all("text").stream()
                .filter(each -> each.getTextContent().equals(label)
                        && each.getAttribute("text-anchor").equals("middle"))
                .mapToDouble(each -> number(each, "x"))
                .findFirst()
                .orElseThrow();
    }

    static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }
}
