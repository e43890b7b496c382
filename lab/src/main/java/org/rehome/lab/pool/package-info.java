/// A simulated pool: a server with users that a gateway attaches to by component connections (XEP-0114), and that can
/// be stopped, cut off and slowed down. Read [SimulatedPool] first.
@NullMarked
package org.rehome.lab.pool;

import org.jspecify.annotations.NullMarked;
