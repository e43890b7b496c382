/// The change of a domain's records from the old servers to the new edge, as values: a `Plan` is made from what is
/// wanted and what is there, holds its `ZoneUpdate` and the inverse, and is bound by a hash; a `Cutover` is a plan
/// with its state; `Rails` says what an update must never do; a `Matrix` compares what servers answer. Pure.
@NullMarked
package org.rehome.dns.cutover;

import org.jspecify.annotations.NullMarked;
