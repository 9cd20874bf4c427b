/**
 * The lab: what four ways to post counters cost in a Lambda function, and what becomes of the requests, measured on this
 * machine with the real Java runtime client. And what becomes of this project's sends in scenarios: peers and networks
 * that misbehave around the freeze, judged by a {@linkplain io.flushpoint.benchmarks.lab.law law}.
 *
 * <dl>
 *   <dt>environment
 *   <dd>a child process that runs the real runtime client and one of the {@linkplain
 *       io.flushpoint.benchmarks.lab.function functions}
 *   <dt>emulator
 *   <dd>stands for Lambda: hands out invocations over the Runtime API, and clocks them
 *   <dt>collector
 *   <dd>stands for the slow service: reads a request at once, answers after the think time
 *   <dt>freeze
 *   <dd>what Lambda does to an environment between two invocations: nothing in it runs, and nothing leaves it
 *   <dt>strategy
 *   <dd>how a function deals with the answer it does not need: await, forget, sleep or flush
 *   <dt>scenario
 *   <dd>what peers and network do around each freeze
 *   <dt>peer
 *   <dd>a collector that can be made to misbehave
 *   <dt>cycle
 *   <dd>a freeze, the scenario's deed, a thaw and an invocation
 *   <dt>mode
 *   <dd>how Lambda runs the environment: on demand, from a snapshot, or managed, which is never frozen
 * </dl>
 *
 * <pre>
 *   emulator  --- next: invocation ---&gt;  environment  --- POST /v1/counters ---&gt;  collector
 *      |      &lt;-- response, next -----        |
 *      +---- freeze, wait, thaw --------------+
 * </pre>
 */
@NullMarked
package io.flushpoint.benchmarks.lab;

import org.jspecify.annotations.NullMarked;
