package org.rehome.edge.socket;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.rehome.edge.trust.SecuredServer;
import org.rehome.edge.zone.Service;
import org.rehome.edge.zone.Target;

/// What is known of the server that we have connected to.
///
/// @param service how it is spoken to
/// @param secured what DNSSEC says of it; null when it does not secure the way to it
record ConnectedServer(Service service, @Nullable SecuredServer secured) {
    /// One that was not found by the DNS.
    static final ConnectedServer CONFIGURED = new ConnectedServer(Service.XMPP, null);

    static ConnectedServer of(Target target, InetAddress address) {
        return new ConnectedServer(target.service(), target.secured(address).orElse(null));
    }
}
