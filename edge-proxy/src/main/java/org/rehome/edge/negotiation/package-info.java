/// The server-to-server handshake as two pure machines (RFC 6120 §4 to §6, XEP-0178, XEP-0220): a state and an event
/// give the next state and what is to be done. `InboundNegotiation` is the side that was connected to,
/// `OutboundNegotiation` the side that connects. No socket, no clock, no randomness but the ids that are handed in.
@NullMarked
package org.rehome.edge.negotiation;

import org.jspecify.annotations.NullMarked;
