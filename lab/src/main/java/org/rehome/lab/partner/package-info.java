/// A simulated partner: an XMPP server that federates by RFC 6120 and XEP-0220, in both directions. Read
/// [SimulatedPartner] first; [OutboundRoute] is where its users' stanzas leave, [InboundStream] where ours arrive.
@NullMarked
package org.rehome.lab.partner;

import org.jspecify.annotations.NullMarked;
