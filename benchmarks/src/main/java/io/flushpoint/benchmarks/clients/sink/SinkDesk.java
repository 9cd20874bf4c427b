package io.flushpoint.benchmarks.clients.sink;

import java.io.IOException;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the connections of a sink share: the mode, the count of whole requests, and each other. */
final class SinkDesk {
    private final Set<Socket> open = new HashSet<>();
    private SinkMode mode = SinkMode.ANSWER;
    private Arrival last = new Arrival(0, 0, 0);
    private long whole;
    private long wholeOverHttp2;

    synchronized void mode(SinkMode newMode) {
        mode = newMode;
        notifyAll();
    }

    synchronized long whole() {
        return whole;
    }

    synchronized long wholeOverHttp2() {
        return wholeOverHttp2;
    }

    synchronized Arrival last() {
        return last;
    }

    synchronized void opened(Socket socket) {
        open.add(socket);
    }

    synchronized void closed(Socket socket) {
        open.remove(socket);
    }

    synchronized int open() {
        return open.size();
    }

    /** Closes all that are open now, and returns when they are. */
    void cut() throws IOException {
        List<Socket> all;
        synchronized (this) {
            all = List.copyOf(open);
        }
        for (Socket socket : all) {
            socket.close();
        }
    }

    /** Waits while nothing is to be read. */
    synchronized void awaitReading() throws InterruptedException {
        while (mode == SinkMode.HOLD) {
            wait();
        }
    }

    /** Counts requests that have arrived whole, and tells what to do with them. */
    synchronized SinkMode arrived(int count, boolean http2, Arrival arrival) {
        whole += count;
        wholeOverHttp2 += http2 ? count : 0;
        last = arrival;
        return mode;
    }
}
