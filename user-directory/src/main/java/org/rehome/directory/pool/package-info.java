/// Pools, where local users live, and the home pools of local domains.
@NullMarked
package org.rehome.directory.pool;

import org.jspecify.annotations.NullMarked;
