/// A component server of the tests' own.
@NullMarked
package org.rehome.gateway.pool;

import org.jspecify.annotations.NullMarked;
