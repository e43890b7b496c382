/// Moves: which users go where, and how far they are. The protocol of one user's move is `user.Home`.
@NullMarked
package org.rehome.directory.move;

import org.jspecify.annotations.NullMarked;
