/**
 * The law of the lab: every send is either seen by the collector or reported as not delivered or late-lost. A {@link
 * io.flushpoint.benchmarks.lab.law.History} gathers what the function said of each send and what the peer saw of it;
 * {@link io.flushpoint.benchmarks.lab.law.Law} compares the two. Knows no process, no network and no clock.
 */
@NullMarked
package io.flushpoint.benchmarks.lab.law;

import org.jspecify.annotations.NullMarked;
