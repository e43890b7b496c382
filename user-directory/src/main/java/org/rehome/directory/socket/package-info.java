/// Sockets: whether a pool's component port answers.
@NullMarked
package org.rehome.directory.socket;

import org.jspecify.annotations.NullMarked;
