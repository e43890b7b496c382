/// Sockets: whether a pool's component port answers, and the hook that transfers account data.
@NullMarked
package org.rehome.directory.socket;

import org.jspecify.annotations.NullMarked;
