package org.rehome.edge;

import org.rehome.contracts.address.Domain;
import org.rehome.edge.bus.SplicedPairs;
import org.rehome.edge.socket.SpliceEvents;
import org.rehome.edge.splice.SpliceEnd;
import org.rehome.edge.splice.SpliceRefusal;

/// What happens on spliced connections, for the metrics and for everybody.
///
/// @param announcing whether there is a legacy gateway to tell anything about
record SpliceNews(SplicedPairs pairs, EdgeMetrics metrics, boolean announcing) implements SpliceEvents {
    @Override
    public void spliced(Domain partner, Domain local) {
        pairs.spliced(partner, local);
    }

    @Override
    public void unspliced(Domain partner, long version, boolean awaited) {
        if (announcing || awaited) {
            pairs.unspliced(partner, version);
        }
    }

    @Override
    public void streamsEnded(Domain partner, long version) {
        pairs.streamsEnded(partner, version);
    }

    @Override
    public void carried(boolean toLegacy, int bytes) {
        metrics.spliced(toLegacy, bytes);
    }

    @Override
    public void ended(SpliceEnd end) {
        metrics.spliceEnded(end);
    }

    @Override
    public void refused(SpliceRefusal refusal) {
        metrics.spliceRefused(refusal);
    }
}
