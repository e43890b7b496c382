package org.rehome.dns.cutover;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;

/// One server's answer for one row, and what it means.
///
/// @param found in master file form; empty when there is none
/// @param until when a stale answer ends; null for the others
/// @param detail why it is not ok; null when it is
public record Cell(
        Server server,
        RecordKey key,
        Outcome outcome,
        List<String> found,
        @Nullable Instant until,
        @Nullable String detail) {
    public Cell {
        found = List.copyOf(found);
    }

    /// What an answer means for the cut-over.
    public enum Outcome {
        /// The new records.
        OK,
        /// An authoritative server that still has the old records.
        LAGGING,
        /// A resolver that still holds the old records.
        STALE,
        /// Neither the old nor the new records.
        WRONG,
        /// No answer.
        UNREACHABLE;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Compares an answer with a row.
    ///
    /// @param row `before` is the old state, `after` the one to be verified
    public static Cell of(Server server, Row row, Answer answer, Instant now) {
        return switch (answer) {
            case Answer.Silent(var reason) -> new Cell(server, row.key(), Outcome.UNREACHABLE, List.of(), null, reason);
            case Answer.Failed(var rcode) ->
                new Cell(server, row.key(), Outcome.WRONG, List.of(), null, "it answers " + rcode);
            case Answer.Found found -> found(server, row, found, now);
        };
    }

    private static Cell found(Server server, Row row, Answer.Found found, Instant now) {
        RecordSet set = found.set();
        List<String> lines = set == null ? List.of() : set.lines();
        boolean resolver =
                switch (server.role()) {
                    case PRIMARY, AUTHORITATIVE -> false;
                    case RESOLVER -> true;
                };
        if (!resolver && !found.authoritative()) {
            return new Cell(server, row.key(), Outcome.WRONG, lines, null, "it is not authoritative for the zone");
        }
        if (RecordSet.sameData(set, row.after())) {
            return ttl(server, row, set, resolver);
        }
        if (!RecordSet.sameData(set, row.before())) {
            return new Cell(server, row.key(), Outcome.WRONG, lines, null, "neither the old nor the new records");
        }
        if (!resolver) {
            return new Cell(server, row.key(), Outcome.LAGGING, lines, null, "the old records");
        }
        Instant until = now.plusSeconds(set == null ? found.negativeTtl() : set.ttl());
        return new Cell(server, row.key(), Outcome.STALE, lines, until, "the old records, kept until their TTL ends");
    }

    /// A resolver counts TTLs down, and some raise them; an authoritative server answers what it was given.
    private static Cell ttl(Server server, Row row, @Nullable RecordSet set, boolean resolver) {
        List<String> lines = set == null ? List.of() : set.lines();
        RecordSet wanted = row.after();
        if (resolver || set == null || wanted == null || set.ttl() == wanted.ttl()) {
            return new Cell(server, row.key(), Outcome.OK, lines, null, null);
        }
        String detail = "TTL " + set.ttl() + " instead of " + wanted.ttl();
        boolean old = row.before() != null && set.ttl() == row.before().ttl() && RecordSet.sameData(set, row.before());
        return new Cell(server, row.key(), old ? Outcome.LAGGING : Outcome.WRONG, lines, null, detail);
    }

    @Override
    public String toString() {
        String what = server.name() + " (" + server.address() + ") " + key + " "
                + outcome.name().toLowerCase(Locale.ROOT);
        return detail == null ? what : what + ": " + detail;
    }
}
