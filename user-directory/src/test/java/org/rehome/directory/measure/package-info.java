/// Programs that measure; no tests. `MoveMeasurement` says how to run it.
@NullMarked
package org.rehome.directory.measure;

import org.jspecify.annotations.NullMarked;
