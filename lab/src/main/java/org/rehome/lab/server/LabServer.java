package org.rehome.lab.server;

import java.util.Set;
import org.rehome.lab.stanza.Stanza;

/// A simulated server, seen by its users.
public interface LabServer extends AutoCloseable {
    /// The resource of every simulated session.
    String RESOURCE = "lab";

    /// Bare addresses of all accounts.
    Set<String> users();

    /// Whether the user (bare address) has a session here and the server runs.
    boolean present(String user);

    /// The user sends a stanza; the server sets `from` to her full address.
    ///
    /// @param user bare address
    /// @return false, with nothing sent, if she has no session here or the server is stopped
    boolean send(String user, Stanza stanza);

    /// Tells of every stanza that a user's session receives, from now on.
    void listen(StanzaListener listener);

    @Override
    void close();
}
