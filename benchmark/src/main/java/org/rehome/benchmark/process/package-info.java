/// What can be seen of a process from outside, on Linux and by a JVM's own tools.
@NullMarked
package org.rehome.benchmark.process;

import org.jspecify.annotations.NullMarked;
