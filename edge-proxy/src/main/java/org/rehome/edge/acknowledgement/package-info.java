/// Counting for stream management (XEP-0198 §4), both ways: `Handled` says what we may acknowledge of a peer's stream,
/// `Unacknowledged` what a peer's acknowledgement of ours means. No socket, no clock.
@NullMarked
package org.rehome.edge.acknowledgement;

import org.jspecify.annotations.NullMarked;
