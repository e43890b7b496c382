/// Every way in which real servers of two makers and an edge can meet.
@NullMarked
package org.rehome.e2e.matrix;

import org.jspecify.annotations.NullMarked;
