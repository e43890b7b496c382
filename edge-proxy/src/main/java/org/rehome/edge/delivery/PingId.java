package org.rehome.edge.delivery;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rehome.xmpp.ping.Ping;

/// The id of a ping: random, so that nobody can guess it, and the edge that waits for its answer.
///
/// @param random the unguessable part
/// @param edge the id of the edge
record PingId(String random, String edge) {
    private static final Pattern FORM = Pattern.compile("(rehome-[0-9a-f]{24})-(.+)", Pattern.DOTALL);

    static PingId next(String edge) {
        return new PingId(Ping.newId(), edge);
    }

    /// Reads an id; empty when it is none of an edge.
    static Optional<PingId> read(String id) {
        Matcher matcher = FORM.matcher(id);
        return matcher.matches() ? Optional.of(new PingId(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /// The form in the stanza.
    @Override
    public String toString() {
        return random + "-" + edge;
    }
}
