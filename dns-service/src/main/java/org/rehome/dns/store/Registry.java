package org.rehome.dns.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.rehome.contracts.address.Domain;
import org.rehome.dns.cutover.Cutover;
import org.rehome.dns.cutover.CutoverStep;
import org.rehome.dns.record.DesiredRecords;

/// The desired records and cut-overs, as the journal has them. What is not in the journal did not happen.
public final class Registry implements AutoCloseable {
    private final Journal journal;
    private final Map<Domain, Desired> desired = new TreeMap<>();
    private final Map<UUID, Cutover> cutovers = new LinkedHashMap<>();
    private final List<JournalLine> lines = new ArrayList<>();

    /// @param version rises with each change
    public record Desired(DesiredRecords records, long version) {}

    private Registry(Journal journal) {
        this.journal = journal;
        journal.found().forEach(this::add);
    }

    /// @throws IOException when the journal cannot be read
    public static Registry open(Path file) throws IOException {
        return new Registry(Journal.open(file));
    }

    private synchronized void add(JournalLine line) {
        lines.add(line);
        switch (line.entry()) {
            case JournalEntry.Desired(var records, var version, var _) ->
                desired.put(records.domain(), new Desired(records, version));
            case JournalEntry.Step(CutoverStep.Planned planned) -> cutovers.put(planned.id(), Cutover.of(planned));
            case JournalEntry.Step(var step) -> cutovers.computeIfPresent(step.id(), (_, cutover) -> cutover.on(step));
        }
        notifyAll();
    }

    public synchronized Optional<Desired> desired(Domain domain) {
        return Optional.ofNullable(desired.get(domain));
    }

    /// Called with the version that is there, 0 when there is none; throws to refuse.
    @FunctionalInterface
    public interface Check {
        void check(long version);
    }

    /// Stores the records that are wanted; the same ones again change nothing.
    ///
    /// @throws IOException when the journal could not be written; nothing has changed then
    public synchronized Desired put(DesiredRecords records, Check check) throws IOException {
        Desired present = desired.get(records.domain());
        long version = present == null ? 0 : present.version();
        check.check(version);
        if (present != null && present.records().equals(records)) {
            return present;
        }
        add(journal.append(new JournalEntry.Desired(records, version + 1, Instant.now())));
        return new Desired(records, version + 1);
    }

    /// Adds a step and answers the cut-over after it.
    ///
    /// @throws IOException when the journal could not be written; nothing has changed then
    /// @throws IllegalStateException when the step does not follow on the cut-over's state
    public synchronized Cutover add(CutoverStep step) throws IOException {
        Cutover after =
                switch (step) {
                    case CutoverStep.Planned planned -> Cutover.of(planned);
                    case CutoverStep.Sending _,
                            CutoverStep.Applied _,
                            CutoverStep.Verified _,
                            CutoverStep.Unverified _,
                            CutoverStep.RollingBack _,
                            CutoverStep.RolledBack _,
                            CutoverStep.Completed _ ->
                        cutover(step.id())
                                .orElseThrow(() -> new IllegalStateException("no cut-over " + step.id()))
                                .on(step);
                };
        add(journal.append(new JournalEntry.Step(step)));
        return after;
    }

    public synchronized Optional<Cutover> cutover(UUID id) {
        return Optional.ofNullable(cutovers.get(id));
    }

    /// In the order in which they were planned.
    public synchronized List<Cutover> cutovers() {
        return List.copyOf(cutovers.values());
    }

    /// The line with this hash.
    public synchronized Optional<JournalLine> line(String hash) {
        return lines.stream().filter(line -> line.hash().equals(hash)).findFirst();
    }

    /// Waits for lines after this one.
    ///
    /// @param sequence of the last line that is known; 0 for none
    public synchronized List<JournalLine> after(long sequence) throws InterruptedException {
        while (lines.isEmpty() || lines.getLast().sequence() <= sequence) {
            wait();
        }
        return lines.stream().filter(line -> line.sequence() > sequence).toList();
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
