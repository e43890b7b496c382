package org.rehome.edge.socket;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.splice.SpliceEnd;
import org.rehome.edge.splice.SpliceRefusal;

/// Keeps what is told about spliced connections.
final class SpliceTally implements SpliceEvents {
    final List<String> spliced = new CopyOnWriteArrayList<>();
    final List<String> unspliced = new CopyOnWriteArrayList<>();
    final List<String> streamsEnded = new CopyOnWriteArrayList<>();
    final List<SpliceEnd> ends = new CopyOnWriteArrayList<>();
    final List<SpliceRefusal> refusals = new CopyOnWriteArrayList<>();
    final LongAdder toLegacy = new LongAdder();
    final LongAdder toPartner = new LongAdder();

    @Override
    public void spliced(Domain partner, Domain local) {
        spliced.add(local + ">" + partner);
    }

    @Override
    public void unspliced(Domain partner, long version, boolean awaited) {
        unspliced.add(partner + " " + version);
    }

    @Override
    public void streamsEnded(Domain partner, long version) {
        streamsEnded.add(partner + " " + version);
    }

    @Override
    public void carried(boolean there, int bytes) {
        (there ? toLegacy : toPartner).add(bytes);
    }

    @Override
    public void ended(SpliceEnd end) {
        ends.add(end);
    }

    @Override
    public void refused(SpliceRefusal refusal) {
        refusals.add(refusal);
    }
}
