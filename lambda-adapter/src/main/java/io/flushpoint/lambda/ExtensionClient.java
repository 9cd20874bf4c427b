package io.flushpoint.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Extensions API, version 2020-01-01, as an internal extension uses it: registers during INIT, then asks for one
 * event after the other. Blocks; {@link #next} for as long as the environment is frozen, and without a limit therefore.
 */
final class ExtensionClient {
    /** Unique among the extensions of a function; no file in {@code /opt/extensions} has it, so this one is internal. */
    static final String NAME = "flushpoint";

    private static final String ROOT = "/2020-01-01/extension/";
    private static final String IDENTIFIER = "Lambda-Extension-Identifier";
    private static final String ERROR_TYPE = "Lambda-Extension-Function-Error-Type";
    private static final String EXIT =
            "{\"errorMessage\":\"no more events could be had\",\"errorType\":\"Extension.NoEvents\",\"stackTrace\":[]}";
    private static final Pattern INVOCATION = Pattern.compile("\"requestId\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern DEADLINE = Pattern.compile("\"deadlineMs\"\\s*:\\s*(\\d+)");

    private final String api;
    private final String identifier;

    /**
     * An event.
     *
     * @param invocation its AWS request id
     * @param deadlineMillis of the invocation, since the epoch
     */
    record Event(String invocation, long deadlineMillis) {}

    private ExtensionClient(String api, String identifier) {
        this.api = api;
        this.identifier = identifier;
    }

    /**
     * Registers for every invocation.
     *
     * @param authority the value of {@code AWS_LAMBDA_RUNTIME_API}
     * @param limitMillis for connecting and for the answer, each
     * @throws IOException if it cannot be had
     */
    static ExtensionClient register(String authority, int limitMillis) throws IOException {
        String api = "http://" + authority + ROOT;
        HttpURLConnection connection = open(api + "register");
        connection.setConnectTimeout(limitMillis);
        connection.setReadTimeout(limitMillis);
        connection.setRequestProperty("Lambda-Extension-Name", NAME);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        connection.getOutputStream().write("{\"events\":[\"INVOKE\"]}".getBytes(StandardCharsets.US_ASCII));
        body(connection);
        String identifier = connection.getHeaderField(IDENTIFIER);
        if (identifier == null) {
            throw new IOException("the answer has no " + IDENTIFIER);
        }
        return new ExtensionClient(api, identifier);
    }

    /** Says that all is done for the event before, and waits for the next. */
    Event next() throws IOException {
        HttpURLConnection connection = open(api + "event/next");
        connection.setRequestProperty(IDENTIFIER, identifier);
        String event = body(connection);
        Matcher invocation = INVOCATION.matcher(event);
        Matcher deadline = DEADLINE.matcher(event);
        if (!invocation.find() || !deadline.find()) {
            throw new IOException("an event that is no invocation");
        }
        return new Event(invocation.group(1), Long.parseLong(deadline.group(1)));
    }

    /**
     * Says that this extension ends: Lambda ends the environment then and makes another one, where it would wait
     * for an extension that has gone until each invocation's time is over. Never throws.
     *
     * @param limitMillis for connecting and for the answer, each
     */
    void exit(int limitMillis) {
        try {
            HttpURLConnection connection = open(api + "exit/error");
            connection.setConnectTimeout(limitMillis);
            connection.setReadTimeout(limitMillis);
            connection.setRequestProperty(IDENTIFIER, identifier);
            connection.setRequestProperty(ERROR_TYPE, "Extension.NoEvents");
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            connection.getOutputStream().write(EXIT.getBytes(StandardCharsets.US_ASCII));
            connection.getResponseCode();
        } catch (IOException | RuntimeException e) {
            AdapterLog.warning("the end of the extension could not be reported: " + e);
        }
    }

    private static HttpURLConnection open(String uri) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(uri).toURL().openConnection(java.net.Proxy.NO_PROXY);
        connection.setUseCaches(false);
        return connection;
    }

    private static String body(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            throw new IOException("status " + status);
        }
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
