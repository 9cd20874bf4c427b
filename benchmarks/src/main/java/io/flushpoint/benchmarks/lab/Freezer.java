package io.flushpoint.benchmarks.lab;

import io.flushpoint.testkit.Cgroup;

/** Stops an environment between two invocations, as Lambda does. */
interface Freezer {
    /** Returns when nothing in the environment runs any longer and, if the network is frozen too, nothing leaves it. */
    void freeze();

    /** Lets the environment go on. */
    void thaw();

    /** Lets the process go on while nothing leaves or enters yet, as far as the network was frozen at all. */
    void thawProcess();

    /** Ends a frozen environment for good: what it has not sent by now is never sent. */
    void kill();

    /** Freezes by signal: the process stops, its kernel goes on sending what the process has handed over. */
    static Freezer bySignal(Process process) {
        return new Freezer() {
            @Override
            public void freeze() {
                Shell.run("kill -STOP " + process.pid());
            }

            @Override
            public void thaw() {
                Shell.run("kill -CONT " + process.pid());
            }

            @Override
            public void thawProcess() {
                thaw();
            }

            @Override
            public void kill() {
                process.destroyForcibly();
            }
        };
    }

    /**
     * Freezes process and network: first the process, then the gate, so that what the process had sent is on its way;
     * back in the opposite order. A killed process stays behind the gate, since its kernel would still send for it.
     */
    static Freezer byCgroup(Process process, Cgroup cgroup, Gate gate) {
        return new Freezer() {
            @Override
            public void freeze() {
                LabException.ofFiles(cgroup::freeze);
                gate.close();
            }

            @Override
            public void thaw() {
                gate.open();
                LabException.ofFiles(cgroup::thaw);
            }

            @Override
            public void thawProcess() {
                LabException.ofFiles(cgroup::thaw);
            }

            @Override
            public void kill() {
                process.destroyForcibly();
                LabException.ofFiles(cgroup::thaw); // under version 1 a frozen process dies only when it is thawed
            }
        };
    }
}
