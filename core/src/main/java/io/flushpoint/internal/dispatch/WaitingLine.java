package io.flushpoint.internal.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * Those who wait, in order. Each is in one line at most and knows its neighbours, so that any of them leaves in one step,
 * however long the line is. Confined to one event loop.
 */
final class WaitingLine<T extends WaitingLine.Place<T>> {
    /** The place of one who waits. */
    abstract static class Place<T extends Place<T>> {
        private @Nullable T before;
        private @Nullable T behind;
        private @Nullable WaitingLine<T> line;
    }

    private @Nullable T first;
    private @Nullable T last;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void addLast(T comer) {
        Place<T> place = enter(comer);
        place.before = last;
        if (last == null) {
            first = comer;
        } else {
            placeOf(last).behind = comer;
        }
        last = comer;
    }

    void addFirst(T comer) {
        Place<T> place = enter(comer);
        place.behind = first;
        if (first == null) {
            last = comer;
        } else {
            placeOf(first).before = comer;
        }
        first = comer;
    }

    @Nullable
    T peek() {
        return first;
    }

    @Nullable
    T poll() {
        T head = first;
        if (head != null) {
            remove(head);
        }
        return head;
    }

    /** Without effect if it is not in this line. */
    void remove(T leaver) {
        Place<T> place = placeOf(leaver);
        if (place.line != this) {
            return;
        }
        T before = place.before;
        T behind = place.behind;
        if (before == null) {
            first = behind;
        } else {
            placeOf(before).behind = behind;
        }
        if (behind == null) {
            last = before;
        } else {
            placeOf(behind).before = before;
        }
        place.before = null;
        place.behind = null;
        place.line = null;
        size--;
    }

    private Place<T> enter(T comer) {
        Place<T> place = placeOf(comer);
        if (place.line != null) {
            throw new IllegalStateException("waits already");
        }
        place.line = this;
        size++;
        return place;
    }

    private static <T extends Place<T>> Place<T> placeOf(T waiting) {
        return waiting;
    }
}
