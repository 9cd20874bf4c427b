package io.flushpoint.benchmarks.clients;

import static org.assertj.core.api.Assertions.assertThat;

/** One post from start to end. */
final class Posts {
    private Posts() {}

    static void complete(OpenClient client) throws Exception {
        SingleWitness witness = new SingleWitness();
        client.post(witness);
        client.await(witness::isOver);
        witness.requireNoFailure();
        client.await(witness::hookOrFailure);
        assertThat(witness.fired()).isTrue();
    }
}
