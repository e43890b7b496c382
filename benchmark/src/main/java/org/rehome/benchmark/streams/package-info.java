/// `rehome bench --streams`: what streams cost an edge that carry nothing.
@NullMarked
package org.rehome.benchmark.streams;

import org.jspecify.annotations.NullMarked;
