package org.rehome.directory.store;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.move.Transfer;

/// On what it depends whether a move may begin, besides what the database says.
///
/// @param linked whether a gateway's link to a pool is open
/// @param notEnabled the partners that are known and not enabled
/// @param transfer what becomes of account data that no hooks of pools bring over
public record MoveConditions(Predicate<PoolName> linked, Supplier<List<Domain>> notEnabled, Transfer transfer) {}
