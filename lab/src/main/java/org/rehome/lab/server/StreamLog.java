package org.rehome.lab.server;

import java.util.List;
import org.rehome.lab.stanza.Stanza;

/// Sees what a server writes to its peers, stream by stream, where they do not acknowledge it (XEP-0198): then a server
/// knows of a stanza no more than which stream it was written to, and that the stream has ended since.
public interface StreamLog {
    /// Notes nothing.
    StreamLog NONE = new StreamLog() {
        @Override
        public void writing(String stream, List<Stanza> stanzas) {}

        @Override
        public void ended(String stream) {}
    };

    /// The server is about to write these, in this order.
    ///
    /// @param stream a name that no other stream has
    void writing(String stream, List<Stanza> stanzas);

    /// The stream has ended, however that came.
    void ended(String stream);
}
