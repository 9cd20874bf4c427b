package io.flushpoint.functional;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every test of a class over every {@link Setup} in clear. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.flushpoint.functional.Setup#inClear")
abstract class OverSetups extends OverHttp1 {}
