/// The generator: a process of its own that sends messages as a partner and takes them out as a component,
/// checks that each arrives once and in order, and says how many and how soon. [LoadProcess] is the
/// process, `LoadRun` what it does.
///
/// It has to be far cheaper than what it measures. So messages are bytes made beforehand, in which only a
/// [Marker] is patched, and the receiving side looks for markers in what it reads, and parses nothing.
@NullMarked
package org.rehome.benchmark.load;

import org.jspecify.annotations.NullMarked;
