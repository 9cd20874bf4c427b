package io.flushpoint.testkit;

import java.nio.file.Path;

/** A real proxy as a child process on loopback. It needs what {@link RequiresProxies} checks. */
public final class ProxyProcess implements AutoCloseable {
    private final ChildServer server;

    private ProxyProcess(ChildServer server) {
        this.server = server;
    }

    /**
     * Tinyproxy, which speaks HTTP and wants these credentials.
     *
     * @param directory for its configuration and log
     */
    public static ProxyProcess tinyproxy(Path directory, String user, String password) {
        int port = ChildServer.freePort();
        Path configuration =
                ChildServer.write(directory.resolve("tinyproxy.conf"), """
                Port %d
                Listen 127.0.0.1
                Timeout 60
                LogLevel Connect
                MaxClients 50
                BasicAuth %s %s
                """.formatted(port, user, password));
        return new ProxyProcess(ChildServer.start(directory, port, "tinyproxy", "-d", "-c", configuration.toString()));
    }

    /**
     * Squid, which speaks HTTP, lets this user in whatever the password, and keeps its connections.
     *
     * @param directory for its configuration
     */
    public static ProxyProcess squid(Path directory, String user) {
        int port = ChildServer.freePort();
        Path configuration = ChildServer.write(directory.resolve("squid.conf"), """
                http_port 127.0.0.1:%d
                visible_hostname localhost
                pid_filename none
                access_log none
                cache_log /dev/null
                cache deny all
                pinger_enable off
                shutdown_lifetime 0 seconds
                # As root it does not serve as root; else it stays who it is.
                cache_effective_user proxy
                auth_param basic program /usr/lib/squid/basic_fake_auth
                auth_param basic children 1
                acl known proxy_auth %s
                http_access allow known
                http_access deny all
                """.formatted(port, user));
        // By its name it tells what it shares in memory from that of others.
        return new ProxyProcess(
                ChildServer.start(directory, port, "squid", "-N", "-n", "fp" + port, "-f", configuration.toString()));
    }

    /** Dante, which speaks SOCKS 5 and lets everybody in. */
    public static ProxyProcess danted(Path directory) {
        int port = ChildServer.freePort();
        Path configuration = ChildServer.write(directory.resolve("danted.conf"), """
                logoutput: stdout
                internal: 127.0.0.1 port = %d
                external: lo
                clientmethod: none
                socksmethod: none
                user.unprivileged: nobody
                client pass { from: 0/0 to: 0/0 }
                socks pass { from: 0/0 to: 0/0 }
                """.formatted(port));
        Path pid = directory.resolve("danted.pid");
        return new ProxyProcess(
                ChildServer.start(directory, port, "danted", "-f", configuration.toString(), "-p", pid.toString()));
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }
}
