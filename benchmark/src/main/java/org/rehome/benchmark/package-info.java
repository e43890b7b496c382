/// `rehome bench`: the same work for Rehome, Prosody and ejabberd, in alternating runs. [Benchmark] is the
/// place to read first. `server` starts a system, `load` is the generator, a process of its own, and
/// `report` says what came of it.
@NullMarked
package org.rehome.benchmark;

import org.jspecify.annotations.NullMarked;
