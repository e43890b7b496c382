/// The lanes of the partitions that this gateway works: what is in flight to pools, who is moving, and when a
/// moving user's lane is quiet.
@NullMarked
package org.rehome.gateway.lane;

import org.jspecify.annotations.NullMarked;
