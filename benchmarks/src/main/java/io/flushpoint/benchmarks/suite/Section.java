package io.flushpoint.benchmarks.suite;

import java.util.ArrayList;
import java.util.List;

/**
 * One section: a command that measures, and the option of {@code report} that reads its results.
 *
 * @param name of the raw file, and of the section of the page
 * @param report the option of {@code report}
 * @param measure the command, without the file of its results
 */
record Section(String name, String report, List<String> measure) {
    private static final String PEERS = "vertx,jetty,reactor-netty,armeria,async-http-client,okhttp,apache,aws-crt";
    private static final String ALL = "client=floor,netty,flushpoint-caller,flushpoint-dedicated,jdk," + PEERS;
    private static final String FEW = "client=floor,netty,flushpoint-caller,flushpoint-dedicated,jdk,vertx,jetty";
    private static final String PIPELINING = "client=netty,flushpoint-caller,flushpoint-dedicated,vertx,armeria";
    private static final String MULTIPLEXING =
            "client=flushpoint-caller,flushpoint-dedicated,jdk,vertx,jetty,reactor-netty,armeria,okhttp,apache";
    private static final String OURS = "client=flushpoint-caller,flushpoint-dedicated";
    /** Clients that open no more connections than they are allowed: the JDK's would open a thousand under load. */
    private static final String BOUNDED = "client=flushpoint-caller,flushpoint-dedicated,vertx,jetty";

    private static final String THREE = "client=flushpoint-dedicated,vertx,jetty";

    /** Everything: an hour and a quarter at most, no section longer than five minutes on two cores. */
    static List<Section> full() {
        String times = "-f 2 -wi 3 -w 1 -i 5 -r 1";
        String warm = "-f 2 -wi 10 -w 1 -i 5 -r 1"; // HTTP/2 is more code, which takes longer to be compiled
        String once = "-f 1 -wi 3 -w 1 -i 8 -r 1";
        return List.of(
                jmh("latency-http", "FlushLatency", times, "scheme=http", "bodyBytes=512", ALL),
                jmh("latency-https", "FlushLatency", once, "scheme=https", "bodyBytes=512", ALL),
                jmh(
                        "latency-levels",
                        "FlushLatency",
                        times,
                        "scheme=http",
                        "bodyBytes=512",
                        "level=WRITTEN,SENT,ACKNOWLEDGED",
                        OURS),
                jmh("latency-nio", "FlushLatency", once, "scheme=http", "bodyBytes=512", "transport=nio", FEW),
                jmh("latency-16k", "FlushLatency", once, "scheme=http", "bodyBytes=16384", FEW),
                jmh("latency-1m", "FlushLatency", once, "scheme=http", "bodyBytes=1048576", FEW),
                jmh("latency-http2", "FlushLatency", warm, "scheme=https", "bodyBytes=512", "http=2", MULTIPLEXING),
                jmh("latency-versions", "FlushLatency", warm, "scheme=http,https", "bodyBytes=512", "http=1.1,2", OURS),
                jmh("throughput", "Throughput", once, "inFlight=32", "pipelined=false", ALL.replace("floor,", "")),
                jmh("throughput-pipelined", "Throughput", once, "inFlight=32", "pipelined=true", PIPELINING),
                jmh(
                        "throughput-http2",
                        "Throughput",
                        once,
                        "scheme=https",
                        "inFlight=32",
                        "pipelined=true",
                        "http=2",
                        MULTIPLEXING),
                lines("cold-17", "--cold", "ColdStart -i 4", "jdk=17", "cpu=1.0"),
                lines("cold-17-share", "--cold", "ColdStart -i 2", "jdk=17", "cpu=0.29"),
                lines("cold-25", "--cold", "ColdStart -i 4", "jdk=25", "cpu=1.0"),
                lines("cold-25-share", "--cold", "ColdStart -i 2", "jdk=25", "cpu=0.29"),
                lines(
                        "cold-http2",
                        "--cold",
                        "ColdStart -i 4",
                        "jdk=17",
                        "cpu=1.0",
                        "scheme=https",
                        "http=1.1,2",
                        "client=flushpoint-caller,flushpoint-dedicated,flushpoint-lambda,jdk,vertx,jetty"),
                lines("thaw", "--thaw", "Thaw -i 2"),
                lines("memory", "--memory", "Memory -i 1", "posts=100000"),
                lines(
                        "memory-million",
                        "--memory",
                        "Memory -i 1",
                        "workload=sends",
                        "posts=1000000",
                        "client=flushpoint-dedicated,vertx"),
                lines("growth-connections", "--growth", "Growth -i 1", "connections=1,10,100,1000"),
                lines("growth-endpoints", "--growth", "Growth -i 1", "endpoints=1,10,100,1000"),
                lines(
                        "growth-rate",
                        "--growth",
                        "Growth -i 1",
                        "connections=64",
                        "rate=100,500,1000,2000,4000",
                        BOUNDED),
                lines("growth-bytes", "--growth", "Growth -i 1", "rate=100", "bodyBytes=512,16384,131072,1048576"));
    }

    /** A taste of each kind, within five minutes on two cores. */
    static List<Section> quick() {
        String times = "-f 1 -wi 2 -w 1 -i 2 -r 1";
        return List.of(
                jmh("latency-http", "FlushLatency", times, "scheme=http", "bodyBytes=512", FEW),
                jmh("throughput", "Throughput", times, "inFlight=32", "pipelined=false", FEW.replace("floor,", "")),
                lines("cold-17", "--cold", "ColdStart -i 1", "jdk=17", "cpu=1.0"),
                lines("thaw", "--thaw", "Thaw -i 1", "scheme=http", "client=flushpoint-lambda,jdk,vertx,jetty"),
                lines("memory", "--memory", "Memory -i 1", "posts=20000", THREE),
                lines("growth-connections", "--growth", "Growth -i 1", "connections=1,100,1000", "seconds=1", THREE));
    }

    private static Section jmh(String name, String benchmark, String times, String... parameters) {
        return section(
                name,
                benchmark.equals("Throughput") ? "--throughput" : "--latency",
                benchmark + " " + times + " -prof gc -rf json",
                parameters);
    }

    private static Section lines(String name, String report, String command, String... parameters) {
        return section(name, report, command, parameters);
    }

    private static Section section(String name, String report, String command, String... parameters) {
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        for (String parameter : parameters) {
            words.addAll(List.of("-p", parameter));
        }
        return new Section(name, report, words);
    }

    /** Of the results. */
    String fileName() {
        return name + (measure.contains("json") ? ".json" : ".jsonl");
    }
}
