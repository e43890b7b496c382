/// The user directory: pools, users, access policies and moves; the single writer of the topics `users`,
/// `pools` and (with the gateways, which answer) `moves`.
///
/// - `pool`, `user`, `policy`, `move`: what a directory is about, pure
/// - `store`: the database; every change and its events in one transaction
/// - `bus`: events leave and answers come; `bus.Mover` carries moves out
/// - `api`: REST
/// - `socket`: whether a pool's component port answers; the hook that transfers account data
///
/// Read `user.Home` first, then `store.Departures` and `store.Arrivals`, and `bus.Mover`.
@NullMarked
package org.rehome.directory;

import org.jspecify.annotations.NullMarked;
