package org.rehome.dns.cutover;

import java.util.ArrayList;
import java.util.List;

/// What every server answers for every row of a cut-over.
public record Matrix(List<Cell> cells) {
    public Matrix {
        cells = List.copyOf(cells);
    }

    /// The rows to ask a server for: what the update wrote, or what the rollback left. The fence is asked of
    /// authoritative servers alone: it tells which update they have, and nobody else reads it.
    public static List<Row> rows(Cutover cutover, Server server) {
        boolean back = cutover.state() instanceof CutoverState.RolledBack(var _, var _, var changed) && changed;
        Plan plan = cutover.plan();
        List<Row> rows = new ArrayList<>();
        for (Row row : plan.rows()) {
            rows.add(back ? new Row(row.key(), row.after(), row.restored()) : row);
        }
        boolean fenced =
                switch (server.role()) {
                    case PRIMARY, AUTHORITATIVE -> !back;
                    case RESOLVER -> false;
                };
        if (fenced) {
            rows.add(new Row(plan.fenceAfter().key(), plan.fenceBefore(), plan.fenceAfter()));
        }
        return rows;
    }

    /// True when every cell is ok. A matrix without cells verifies nothing.
    public boolean verified() {
        return !cells.isEmpty() && cells.stream().allMatch(cell -> cell.outcome() == Cell.Outcome.OK);
    }

    public List<Cell> open() {
        return cells.stream().filter(cell -> cell.outcome() != Cell.Outcome.OK).toList();
    }

    /// `host:port` of each server, in order.
    public List<String> servers() {
        return cells.stream().map(cell -> cell.server().address()).distinct().toList();
    }
}
