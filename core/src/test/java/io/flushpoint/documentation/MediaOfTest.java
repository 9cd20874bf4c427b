package io.flushpoint.documentation;

import io.flushpoint.testkit.Medium;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a test runs over, by each {@link Medium.Choice} that its class and itself are parameterised with. */
final class MediaOfTest {
    private MediaOfTest() {}

    /** Of one test, or of all of a class. */
    static Set<Medium> of(Class<?> type, @Nullable Method method) {
        Set<Medium> media = EnumSet.noneOf(Medium.class);
        for (Class<?> home = type; home != null; home = home.getSuperclass()) {
            chosen(type, home, parameters(home)).forEach(choice -> media.addAll(choice.media()));
        }
        (method == null ? Arrays.stream(type.getDeclaredMethods()) : Stream.of(method))
                .flatMap(test -> chosen(type, test, List.of(test.getParameterTypes())))
                .forEach(choice -> media.addAll(choice.media()));
        return media;
    }

    private static List<Class<?>> parameters(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(Parameter.class))
                .<Class<?>>map(Field::getType)
                .toList();
    }

    private static Stream<Medium.Choice> chosen(Class<?> type, AnnotatedElement test, List<Class<?>> parameters) {
        return Arrays.stream(test.getDeclaredAnnotations())
                .flatMap(source -> values(type, source, parameters))
                .filter(Medium.Choice.class::isInstance)
                .map(Medium.Choice.class::cast);
    }

    private static Stream<?> values(Class<?> type, Annotation source, List<Class<?>> parameters) {
        if (source instanceof EnumSource constants) {
            return constants(constants, parameters);
        }
        if (source instanceof MethodSource methods) {
            return Arrays.stream(methods.value()).flatMap(name -> made(type, name));
        }
        return source instanceof CsvSource table
                ? Arrays.stream(table.value()).flatMap(row -> cells(row.split(", *", -1), parameters))
                : Stream.empty();
    }

    private static Stream<?> constants(EnumSource source, List<Class<?>> parameters) {
        if (source.mode() != EnumSource.Mode.INCLUDE) {
            throw new IllegalStateException("constants are to be named: " + source);
        }
        Object[] named = source.value().getEnumConstants();
        Object[] all = named.length == 0 ? parameters.get(0).getEnumConstants() : named;
        List<String> names = List.of(source.names());
        return Arrays.stream(all).filter(value -> names.isEmpty() || names.contains(((Enum<?>) value).name()));
    }

    private static Stream<?> cells(String[] row, List<Class<?>> parameters) {
        return Stream.iterate(0, column -> column + 1)
                .limit(parameters.size())
                .filter(column -> Medium.Choice.class.isAssignableFrom(parameters.get(column)))
                .flatMap(column -> Arrays.stream(parameters.get(column).getEnumConstants())
                        .filter(value -> ((Enum<?>) value).name().equals(row[column])));
    }

    private static Stream<?> made(Class<?> type, String name) {
        String[] parts = name.split("#", 2);
        try {
            Class<?> home = parts.length == 2 ? Class.forName(parts[0]) : type;
            Method factory = home.getDeclaredMethod(parts[parts.length - 1]);
            factory.setAccessible(true);
            return factory.invoke(null) instanceof Stream<?> values
                    ? values.flatMap(value ->
                            value instanceof Arguments several ? Arrays.stream(several.get()) : Stream.of(value))
                    : Stream.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
