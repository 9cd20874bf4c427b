package io.flushpoint.benchmarks.report;

import io.flushpoint.benchmarks.figures.Quantiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;

/**
 * One combination of a JMH benchmark.
 *
 * @param label the client, and the parameters in which it differs from others of the file
 * @param shared the parameters in which it does not, for a title
 * @param percentiles by their names in JMH, such as {@code 99.9}; of all samples
 * @param iterations the score of each iteration, or its median where there are samples
 * @param bytes allocated per operation; negative if that was not measured
 */
record JmhResult(
        String benchmark,
        String client,
        String label,
        String shared,
        Map<String, Double> percentiles,
        double score,
        Spread iterations,
        double bytes) {
    private static final String CLIENT = "client";
    private static final String HTTP = "http";
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final Set<String> UNSEEN = Set.of(CLIENT, "apart");

    /** All of a file, in its order. */
    static List<JmhResult> read(RawFile file) {
        try {
            JSONArray array = new JSONArray(new String(file.bytes(), StandardCharsets.UTF_8));
            List<JSONObject> objects = new ArrayList<>();
            array.forEach(each -> objects.add((JSONObject) each));
            Map<String, Set<String>> values = new LinkedHashMap<>();
            objects.forEach(each -> params(each)
                    .forEach((name, value) ->
                            values.computeIfAbsent(name, any -> new TreeSet<>()).add(value)));
            List<JmhResult> results =
                    objects.stream().map(each -> of(each, values)).toList();
            if (results.isEmpty()) {
                throw new ReportException(file.path() + ": no results in this file");
            }
            return results;
        } catch (JSONException | ClassCastException e) {
            throw new ReportException(file.path() + ": not a result of JMH as JSON: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> params(JSONObject object) {
        Map<String, String> params = new LinkedHashMap<>();
        JSONObject given = object.getJSONObject("params");
        given.keySet().stream().sorted().forEach(name -> params.put(name, given.getString(name)));
        return params;
    }

    private static JmhResult of(JSONObject object, Map<String, Set<String>> values) {
        Map<String, String> params = params(object);
        StringBuilder label = new StringBuilder(Clients.label(params.getOrDefault(CLIENT, "?")));
        List<String> shared = new ArrayList<>();
        params.forEach((name, value) -> {
            if (UNSEEN.contains(name)) {
                return;
            }
            if (values.getOrDefault(name, Set.of()).size() > 1) {
                label.append(", ").append(name.equals(HTTP) ? inWords(name, value) : value);
            } else {
                shared.add(inWords(name, value));
            }
        });
        JSONObject primary = object.getJSONObject("primaryMetric");
        Map<String, Double> percentiles = new LinkedHashMap<>();
        JSONObject given = primary.getJSONObject("scorePercentiles");
        given.keySet().forEach(name -> percentiles.put(name, given.getDouble(name)));
        JSONObject secondary = object.optJSONObject("secondaryMetrics", new JSONObject());
        String allocated = secondary.keySet().stream()
                .filter(name -> name.endsWith(ALLOCATED))
                .findFirst()
                .orElse("");
        String benchmark = object.getString("benchmark");
        return new JmhResult(
                benchmark.replaceFirst(".*\\.(\\w+)\\.\\w+$", "$1"),
                params.getOrDefault(CLIENT, "?"),
                label.toString(),
                String.join(", ", shared),
                percentiles,
                primary.getDouble("score"),
                Spread.of(iterations(primary)),
                allocated.isEmpty() ? -1 : secondary.getJSONObject(allocated).getDouble("score"));
    }

    private static String inWords(String name, String value) {
        return switch (name) {
            case "bodyBytes" -> value + " bytes";
            case HTTP -> "HTTP/" + value;
            case "inFlight" -> value + " in flight";
            case "pipelined" -> value.equals("true") ? "pipelined" : "not pipelined";
            default -> value;
        };
    }

    private static List<Double> iterations(JSONObject primary) {
        List<Double> iterations = new ArrayList<>();
        boolean sampled = primary.has("rawDataHistogram");
        JSONArray forks = primary.getJSONArray(sampled ? "rawDataHistogram" : "rawData");
        for (int fork = 0; fork < forks.length(); fork++) {
            JSONArray ofFork = forks.getJSONArray(fork);
            for (int i = 0; i < ofFork.length(); i++) {
                iterations.add(sampled ? median(ofFork.getJSONArray(i)) : ofFork.getDouble(i));
            }
        }
        return iterations;
    }

    /** Of pairs of value and count. */
    private static double median(JSONArray histogram) {
        return Quantiles.of(IntStream.range(0, histogram.length())
                        .mapToObj(histogram::getJSONArray)
                        .flatMapToDouble(pair ->
                                DoubleStream.generate(() -> pair.getDouble(0)).limit(pair.getLong(1))))
                .median();
    }

    /** One of the percentiles. */
    double percentile(String name) {
        Double value = percentiles.get(name);
        if (value == null) {
            throw new ReportException("no percentile " + name + " of " + label);
        }
        return value;
    }

    String allocation() {
        return bytes < 0 ? "–" : String.format(Locale.ROOT, "%,.0f", bytes);
    }
}
