/// Which new connections are passed through to the legacy gateway, by what they say first, and what is said to the
/// legacy gateway about them. Pure: sockets are elsewhere.
@NullMarked
package org.rehome.edge.splice;

import org.jspecify.annotations.NullMarked;
