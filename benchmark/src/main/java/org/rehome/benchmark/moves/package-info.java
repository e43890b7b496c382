/// How fast users are moved, and for how long their lanes are held: everybody there and back, while nobody writes and
/// under traffic.
@NullMarked
package org.rehome.benchmark.moves;

import org.jspecify.annotations.NullMarked;
