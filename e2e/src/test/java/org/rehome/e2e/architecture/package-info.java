/// The arrows between modules and packages.
@NullMarked
package org.rehome.e2e.architecture;

import org.jspecify.annotations.NullMarked;
