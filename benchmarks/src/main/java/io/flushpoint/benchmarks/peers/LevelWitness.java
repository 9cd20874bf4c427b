package io.flushpoint.benchmarks.peers;

import io.flushpoint.LateNews;
import io.flushpoint.Receipt;
import io.flushpoint.SendCallback;
import io.flushpoint.SendException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Tells a witness what a sender of Flushpoint tells. */
record LevelWitness(Witness witness) implements SendCallback {
    @Override
    public void settled(Receipt receipt, @Nullable SendException failure) {
        if (failure == null) {
            witness.hook();
        } else {
            witness.failed(failure);
        }
    }

    @Override
    public void news(LateNews news) {
        if (news.kind() == LateNews.Kind.ANSWERED) {
            witness.answered();
        } else {
            witness.failed(new IOException(news.kind() + ": " + news.failure()));
        }
    }
}
