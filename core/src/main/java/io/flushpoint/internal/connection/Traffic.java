package io.flushpoint.internal.connection;

import io.flushpoint.Failure;
import io.flushpoint.HttpProtocol;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What goes on over one connection, by the rules of one version of HTTP. Confined to its event loop. */
public interface Traffic {
    /** The version. */
    HttpProtocol protocol();

    /** Starts an exchange: its request may be written now. */
    Stream begin(Exchange exchange);

    /** How many exchanges there are that are not over. */
    int count();

    /** Whether another request may be written now, beside those that are. */
    boolean acceptsAnother();

    /** Whether another one may be begun that waits with those that are being written, until the peer takes more. */
    boolean acceptsOneMoreToWait();

    /** Whether a request is being written, and would stay unfinished. */
    boolean isWriting();

    /** The connection is out of use: nothing is read any more. */
    void stop();

    /** Each exchange whose answer has not begun is lost. {@code first} is told of each before it is. */
    void loseAll(Consumer<Exchange> first, Failure failure, String reason, @Nullable Throwable cause);
}
