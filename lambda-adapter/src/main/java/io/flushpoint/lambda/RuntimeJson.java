package io.flushpoint.lambda;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of the runtime client, which reads the event before a handler and writes the response after it: primed in INIT,
 * since the first invocation pays for its classes otherwise, more than for everything of ours. It is the public library
 * {@code aws-lambda-java-serialization} on the runtime's class path, on which nothing here depends: reached by name, and
 * let be where it is not there or the handler takes streams, which it does not serve.
 */
final class RuntimeJson {
    private static final String FACTORY =
            "com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory";
    private static final String SERIALIZER = "com.amazonaws.services.lambda.runtime.serialization.PojoSerializer";
    private static final byte[] EVENT =
            "{\"text\":\"a\\\"b\",\"number\":1.5,\"list\":[1,true,null]}".getBytes(StandardCharsets.UTF_8);

    private RuntimeJson() {}

    /**
     * Reads an event and writes it and a text back, as the runtime client does.
     *
     * @param handler the function's handler as Lambda names it: a class, or class and method with two colons between
     * @return whether it was done, or empty if there is nothing to prime
     */
    static Optional<Boolean> prime(@Nullable String handler) {
        try {
            if (handler == null || takesStreams(handler)) {
                return Optional.empty();
            }
            Class<?> factory = Class.forName(FACTORY);
            Object instance = factory.getMethod("getInstance").invoke(null);
            Method serializerOf = factory.getMethod("getSerializer", Class.class);
            readAndWrite(serializerOf.invoke(instance, Map.class), EVENT);
            readAndWrite(serializerOf.invoke(instance, String.class), "\"text\"".getBytes(StandardCharsets.UTF_8));
            return Optional.of(true);
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof VirtualMachineError end) {
                throw end; // nobody goes on after that
            }
            return Optional.of(false);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return Optional.of(false);
        }
    }

    private static boolean takesStreams(String handler) throws ClassNotFoundException {
        String name = handler.split("::", -1)[0];
        return RequestStreamHandler.class.isAssignableFrom(
                Class.forName(name, false, Thread.currentThread().getContextClassLoader()));
    }

    private static void readAndWrite(Object serializer, byte[] json) throws ReflectiveOperationException {
        Class<?> type = Class.forName(SERIALIZER);
        Object value = type.getMethod("fromJson", InputStream.class).invoke(serializer, new ByteArrayInputStream(json));
        type.getMethod("toJson", Object.class, OutputStream.class)
                .invoke(serializer, value, new ByteArrayOutputStream());
    }
}
