package io.flushpoint.internal.connection;

import org.jspecify.annotations.Nullable;

/**
 * The idle connections of one event loop over all endpoints, in the order in which they became idle. Each knows its
 * neighbours, so that it enters and leaves in one step and without allocation. Confined to the loop.
 */
final class IdleConnections<T extends IdleConnections.Place<T>> {
    /** The place of a connection among them. */
    abstract static class Place<T extends Place<T>> {
        private @Nullable T before;
        private @Nullable T behind;
    }

    private @Nullable T oldest;
    private @Nullable T newest;

    @Nullable
    T oldest() {
        return oldest;
    }

    /** The one that became idle next after this one. */
    @Nullable
    T after(T connection) {
        return placeOf(connection).behind;
    }

    void add(T connection) {
        placeOf(connection).before = newest;
        if (newest == null) {
            oldest = connection;
        } else {
            placeOf(newest).behind = connection;
        }
        newest = connection;
    }

    /** Only one that is among them. */
    void remove(T connection) {
        Place<T> place = connection;
        if (place.before == null) {
            oldest = place.behind;
        } else {
            placeOf(place.before).behind = place.behind;
        }
        if (place.behind == null) {
            newest = place.before;
        } else {
            placeOf(place.behind).before = place.before;
        }
        place.before = null;
        place.behind = null;
    }

    private Place<T> placeOf(T connection) {
        return connection;
    }
}
