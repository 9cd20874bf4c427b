package io.flushpoint.lambda;

/** The clocks inside this environment, which may stand still while it is frozen. The one place that reads them. */
interface LambdaClocks {
    /** Those of the operating system. */
    LambdaClocks SYSTEM = new LambdaClocks() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }
    };

    /** For durations within an invocation. */
    long nanos();

    /** Milliseconds since the epoch. */
    long wallMillis();
}
