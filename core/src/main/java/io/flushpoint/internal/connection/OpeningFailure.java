package io.flushpoint.internal.connection;

import io.flushpoint.Failure;
import io.flushpoint.Phase;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection could not be opened.
 *
 * @param failure which kind
 * @param phase resolve, connect, proxy or TLS
 * @param message for people
 * @param cause what was thrown, if anything
 * @param times of the steps up to the failure, the one that failed included
 */
public record OpeningFailure(
        Failure failure,
        Phase phase,
        String message,
        @Nullable Throwable cause,
        OpeningTimes times) {}
