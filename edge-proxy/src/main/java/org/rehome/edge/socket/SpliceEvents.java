package org.rehome.edge.socket;

import org.rehome.contracts.address.Domain;
import org.rehome.edge.splice.SpliceEnd;
import org.rehome.edge.splice.SpliceRefusal;

/// Where spliced connections take what happens on them; must not block.
public interface SpliceEvents {
    /// A connection that says that it is from a partner and to one of our domains is passed through.
    void spliced(Domain partner, Domain local);

    /// A partner's streams end here, and nothing of it is passed through any more.
    ///
    /// @param version of the partner's state
    /// @param awaited whether the partner's switch waits for it
    void unspliced(Domain partner, long version, boolean awaited);

    /// No stream of a partner that is on its way back to the legacy gateway ends here any more, and all that they
    /// brought is durable.
    ///
    /// @param version of the partner's state
    void streamsEnded(Domain partner, long version);

    /// Bytes were passed on.
    void carried(boolean toLegacy, int bytes);

    void ended(SpliceEnd end);

    void refused(SpliceRefusal refusal);
}
