/// What the delivery of outbound lanes knows and needs: streams to partners, pings as barriers, bounds, and the errors
/// that go back. How lanes use it is in `bus`.
@NullMarked
package org.rehome.edge.delivery;

import org.jspecify.annotations.NullMarked;
