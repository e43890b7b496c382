/// Chaos: what a suite does to its messages while its processes are killed and frozen, its peers go away, connections
/// break, and users are moved all the time.
///
/// [Schedule] says, from a seed, what happens when; `FaultInjector` and `RandomMoves` carry it out; [Judge] decides
/// from the evidence what became of every message, and is pure as the schedule is. Read [Chaos] first.
@NullMarked
package org.rehome.lab.chaos;

import org.jspecify.annotations.NullMarked;
