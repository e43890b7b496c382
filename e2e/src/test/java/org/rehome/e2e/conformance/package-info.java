/// docs/conformance.md: which requirement is proven by which test, and how that test ended.
@NullMarked
package org.rehome.e2e.conformance;

import org.jspecify.annotations.NullMarked;
