/// What came of the runs: medians, ratios, the page and the JSON.
@NullMarked
package org.rehome.benchmark.report;

import org.jspecify.annotations.NullMarked;
