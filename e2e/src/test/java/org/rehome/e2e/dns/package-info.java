/// Zones at BIND, as their owners write them and as partners read them.
@NullMarked
package org.rehome.e2e.dns;

import org.jspecify.annotations.NullMarked;
