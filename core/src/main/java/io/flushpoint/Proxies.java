package io.flushpoint;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy leads to which server: one for each scheme, and those servers that are reached without. Immutable; each method
 * returns a changed copy. Its text form holds no credentials.
 *
 * <p>A sender with proxies needs {@code io.netty:netty-handler-proxy} on its class path.
 */
public final class Proxies {
    private static final Proxies NONE = new Proxies(null, null, NoProxy.NONE);

    private final @Nullable Proxy http;
    private final @Nullable Proxy https;
    private final NoProxy except;

    private Proxies(@Nullable Proxy http, @Nullable Proxy https, NoProxy except) {
        this.http = http;
        this.https = https;
        this.except = except;
    }

    /** Every server is reached straight. */
    public static Proxies none() {
        return NONE;
    }

    /** One proxy for both schemes. */
    public static Proxies of(Proxy proxy) {
        return NONE.http(proxy).https(proxy);
    }

    /** Sets the proxy for {@code http}. */
    public Proxies http(Proxy proxy) {
        return new Proxies(Objects.requireNonNull(proxy, "proxy"), https, except);
    }

    /** Sets the proxy for {@code https}. */
    public Proxies https(Proxy proxy) {
        return new Proxies(http, Objects.requireNonNull(proxy, "proxy"), except);
    }

    /**
     * Sets which servers are reached straight, in the notation of {@code NO_PROXY}: entries with commas between them, each a
     * name that stands for itself and what ends with it ({@code example.com}), one that stands for what ends with it only
     * ({@code .example.com}), an address, a network ({@code 10.0.0.0/8}), or {@code *} for all. A port may follow a name or an
     * address ({@code example.com:8080}, {@code [::1]:8080}); {@code *.example.com} is {@code .example.com}. Replaces
     * what was set before: after {@link #fromEnvironment()} also {@code no_proxy} and loopback.
     *
     * @throws IllegalArgumentException if an entry is none of these, naming it
     */
    public Proxies except(String servers) {
        return new Proxies(http, https, NoProxy.parse(servers));
    }

    /**
     * As the environment says: {@code https_proxy}, {@code http_proxy}, {@code all_proxy} for the scheme without one, and
     * {@code no_proxy}, each in lower case or, if there is none, in upper case. {@code HTTP_PROXY} is not read where
     * {@code REQUEST_METHOD} is set, as in CGI, where a client could have set it. {@code localhost} and loopback addresses are
     * always reached straight.
     *
     * <p>Each proxy is written as for {@link Proxy#parse}.
     *
     * @throws IllegalArgumentException if a variable is malformed or its proxy is spoken to over TLS, which is not supported; the
     *     message names the variable, and holds nothing of a proxy: of {@code no_proxy} it holds the entry
     */
    public static Proxies fromEnvironment() {
        return fromEnvironment(System.getenv());
    }

    /** As {@link #fromEnvironment()}, with these variables. */
    public static Proxies fromEnvironment(Map<String, String> variables) {
        Proxy all = read(variables, "all_proxy", true, Proxy::parse);
        Proxy http = read(variables, "http_proxy", !variables.containsKey("REQUEST_METHOD"), Proxy::parse);
        Proxy https = read(variables, "https_proxy", true, Proxy::parse);
        NoProxy except = read(variables, "no_proxy", true, NoProxy::parse);
        return new Proxies(
                http == null ? all : http,
                https == null ? all : https,
                (except == null ? NoProxy.NONE : except).andLoopback());
    }

    private static <T> @Nullable T read(
            Map<String, String> variables, String lowerCase, boolean upperCaseToo, Function<String, T> parse) {
        String name =
                value(variables, lowerCase).isEmpty() && upperCaseToo ? lowerCase.toUpperCase(Locale.ROOT) : lowerCase;
        String value = value(variables, name);
        if (value.isEmpty()) {
            return null;
        }
        try {
            return parse.apply(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "environment variable " + name + ": " + e.getMessage()); // without the value
        }
    }

    private static String value(Map<String, String> variables, String name) {
        return variables.getOrDefault(name, "").strip();
    }

    /** Whether no server is reached by a proxy. */
    public boolean isEmpty() {
        return http == null && https == null;
    }

    /**
     * The proxy that leads to a server; empty if it is reached straight.
     *
     * @param secure whether it is one of {@code https}
     * @param host ASCII name or IP literal without brackets, in lower case
     * @param port 1 to 65,535
     */
    public Optional<Proxy> toward(boolean secure, String host, int port) {
        Proxy proxy = secure ? https : http;
        return proxy == null || except.matches(host, port) ? Optional.empty() : Optional.of(proxy);
    }

    /** Without credentials. */
    @Override
    public String toString() {
        return "Proxies[http=" + (http == null ? "-" : http) + ", https=" + (https == null ? "-" : https) + ", except="
                + except + "]";
    }
}
