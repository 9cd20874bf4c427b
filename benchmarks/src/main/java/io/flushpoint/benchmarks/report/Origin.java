package io.flushpoint.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import org.json.JSONStringer;

/**
 * Where a raw file comes from: machine, JDK, date, command, and a note such as "shared machine", empty if none.
 *
 * <p>It is kept beside the raw file with the digest of its bytes. So a plot that is made again elsewhere, years later, still
 * names the machine that measured, and a raw file that was measured again gets a new origin: that of the machine that
 * reports first, which is therefore to be the one that measured.
 */
record Origin(String machine, String jdk, String date, String command, String note) {
    private static final String UNKNOWN_COMMAND = "command not recorded";

    /** Of a file that nobody has reported yet: measured here, when it was last written. */
    static Origin here(RawFile file) {
        try {
            LocalDate date =
                    LocalDate.ofInstant(Files.getLastModifiedTime(file.path()).toInstant(), ZoneOffset.UTC);
            return new Origin(Machine.hardware(), Machine.jdk(), date.toString(), UNKNOWN_COMMAND, "");
        } catch (IOException e) {
            throw new ReportException(file.path() + " cannot be read: " + e, e);
        }
    }

    /** As it was kept for exactly this file, else {@link #here}. */
    static Origin of(RawFile file, Path kept) {
        if (Files.isRegularFile(kept)) {
            RawObject raw = new RawFile(kept).objects().get(0);
            if (raw.text("sha256").equals(digest(file))) {
                return new Origin(
                        raw.text("machine"),
                        raw.text("jdk"),
                        raw.text("date"),
                        raw.text("command"),
                        raw.has("note") ? raw.text("note") : "");
            }
        }
        return here(file);
    }

    /** One line of JSON. */
    String json(RawFile file) {
        return new JSONStringer()
                .object()
                .key("machine")
                .value(machine)
                .key("jdk")
                .value(jdk)
                .key("date")
                .value(date)
                .key("command")
                .value(command)
                .key("note")
                .value(note.isEmpty() ? null : note)
                .key("sha256")
                .value(digest(file))
                .endObject()
                .toString();
    }

    Origin withCommand(String changed) {
        return new Origin(machine, jdk, date, changed, note);
    }

    Origin withNote(String changed) {
        return new Origin(machine, jdk, date, command, changed);
    }

    /** The first line of a caption; the command is the second. */
    String circumstances() {
        return String.join("; ", machine, jdk, date) + (note.isEmpty() ? "" : "; " + note);
    }

    private static String digest(RawFile file) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(file.bytes());
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
