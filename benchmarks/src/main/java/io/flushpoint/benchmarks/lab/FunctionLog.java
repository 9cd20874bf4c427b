package io.flushpoint.benchmarks.lab;

import io.flushpoint.DeliveryReport;
import io.flushpoint.WireState;
import io.flushpoint.benchmarks.lab.function.FunctionReport;
import io.flushpoint.benchmarks.lab.law.History;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The log of one function, read from where it was left: its reports are entered into the history. */
final class FunctionLog {
    private final Path file;
    private final History history;
    private final List<FunctionReport> states = new ArrayList<>();
    private final List<FunctionReport> told = new ArrayList<>();
    private long position;

    FunctionLog(Path file, History history) {
        this.file = file;
        this.history = history;
    }

    /** Enters the reports that are complete by now. */
    void read() {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(position);
            byte[] bytes = new byte[(int) (log.length() - position)];
            log.readFully(bytes);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int end = text.lastIndexOf('\n') + 1;
            position += end;
            text.substring(0, end).lines().map(FunctionReport::parse).forEach(report -> {
                if (report != null) {
                    enter(report);
                }
            });
        } catch (IOException e) {
            throw new LabException("cannot read " + file + ": " + e, e);
        }
    }

    private void enter(FunctionReport report) {
        told.add(report);
        switch (report.kind()) {
            case REACHED -> history.reached(report.send());
            case FAILED -> history.failed(report.send(), report.invocation(), WireState.valueOf(report.what()));
            case LATE -> history.late(report.send(), report.invocation(), DeliveryReport.Kind.valueOf(report.what()));
            case STATE -> states.add(report);
        }
    }

    /** What the function has said of itself so far. */
    List<FunctionReport> states() {
        return List.copyOf(states);
    }

    /** What it has said of one send, for people. */
    List<FunctionReport> told(String send) {
        return told.stream().filter(report -> report.send().equals(send)).toList();
    }
}
