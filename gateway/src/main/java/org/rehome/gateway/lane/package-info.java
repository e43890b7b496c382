/// When a moving user's lane is quiet, and that it is said.
@NullMarked
package org.rehome.gateway.lane;

import org.jspecify.annotations.NullMarked;
