/// What tests put around a gateway.
@NullMarked
package org.rehome.gateway.world;

import org.jspecify.annotations.NullMarked;
