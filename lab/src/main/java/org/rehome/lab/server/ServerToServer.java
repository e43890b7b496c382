package org.rehome.lab.server;

import org.rehome.lab.stanza.Stanza;

/// A server's own way to other servers.
@FunctionalInterface
public interface ServerToServer {
    /// Sends to another server; what cannot be sent comes back as an error.
    void send(Stanza stanza);

    /// Closes the streams with a domain gracefully, both directions.
    ///
    /// @return how many there were
    default int closeStreams(String domain) {
        return 0;
    }
}
