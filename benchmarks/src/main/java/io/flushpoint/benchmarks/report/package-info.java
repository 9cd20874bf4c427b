/**
 * The report: turns raw result files into Markdown tables and plots.
 *
 * <pre>
 *   file --RawFile--&gt; RawObject, one a line --&gt; LabResult --&gt; BilledPlot --+
 *                                        \--&gt; FirstResult --&gt; FirstPlot --+--&gt; Picture --&gt; SvgCanvas
 *   the same --&gt; Grouped or GrowthResult --&gt; BarPlot or GrowthPlot ----+
 *   JMH's file --&gt; JmhResult --&gt; LatencyPlot or BarPlot ---------------+
 *   a simulation's series --&gt; LinePlot --------------------------------+
 *   machine, JDK, date, command --&gt; Origin ------------------------------+--&gt; Page: a section of README.md
 * </pre>
 *
 * <p>A kind of plot is one class that draws on a {@link io.flushpoint.benchmarks.report.Canvas}. Positions are in pixels
 * at a scale of one; x grows to the right and y downwards.
 *
 * <p>The drawing is our own because the libraries that were tried cannot do it: XChart 3.8.8 has only symmetric whiskers,
 * draws them at the wrong place on a logarithmic axis, and writes labels as outlines, which no reader can search.
 */
@NullMarked
package io.flushpoint.benchmarks.report;

import org.jspecify.annotations.NullMarked;
