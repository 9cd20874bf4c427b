package io.flushpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A block of a PEM file (RFC 7468): its label and its text, decoded only when asked, since an encrypted one of the old
 * kind is no base64. Text outside the blocks is skipped. Messages name the file, never its content.
 */
record Pem(Path file, String label, String text) {
    /** The largest file read; the bundle of all public authorities has a quarter of a megabyte. */
    static final int MAX_FILE_BYTES = 4 << 20;

    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    /** The blocks of a file, at least one. A block that is cut off is an error: a truncated list trusts too few. */
    static List<Pem> read(Path file) {
        String content = new String(readBounded(file), StandardCharsets.ISO_8859_1);
        List<Pem> blocks = new ArrayList<>();
        int begin = content.indexOf(BEGIN);
        while (begin >= 0) {
            int label = begin + BEGIN.length();
            int labelEnd = content.indexOf(DASHES, label);
            int text = labelEnd + DASHES.length();
            int end = labelEnd < 0
                    ? -1
                    : content.indexOf("-----END " + content.substring(label, labelEnd) + DASHES, text);
            if (end < 0) {
                throw new IllegalArgumentException(file + " has a PEM block that is not complete");
            }
            blocks.add(new Pem(file, content.substring(label, labelEnd), content.substring(text, end)));
            begin = content.indexOf(BEGIN, end);
        }
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException(file + " is not a PEM file: it has no BEGIN line");
        }
        return blocks;
    }

    private static byte[] readBounded(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_FILE_BYTES + 1);
        } catch (IOException | SecurityException e) {
            throw new IllegalArgumentException(
                    file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
        if (bytes.length > MAX_FILE_BYTES) {
            throw new IllegalArgumentException(file + " has more than " + MAX_FILE_BYTES + " bytes");
        }
        return bytes;
    }

    byte[] decoded() {
        try {
            return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": the block " + label + " is not base64");
        }
    }

    /** The label; never the text. */
    @Override
    public String toString() {
        return label + " in " + file;
    }
}
