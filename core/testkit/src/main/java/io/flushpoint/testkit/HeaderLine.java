package io.flushpoint.testkit;

/** A header field as it stood on the wire, the value without the white space around it. */
public record HeaderLine(String name, String value) {
    /** Whether the field has this name, whatever the case. */
    public boolean isNamed(String other) {
        return name.equalsIgnoreCase(other);
    }

    void appendTo(StringBuilder head) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    static HeaderLine parse(String line) {
        int colon = line.indexOf(':');
        return colon < 0
                ? new HeaderLine(line, "")
                : new HeaderLine(
                        line.substring(0, colon), line.substring(colon + 1).strip());
    }
}
