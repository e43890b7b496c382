/// Files that operators import: comma-separated values, and what is wrong with them.
@NullMarked
package org.rehome.contracts.csv;

import org.jspecify.annotations.NullMarked;
