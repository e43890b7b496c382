/// The database. Every change and the events that tell of it are one transaction; what is refused comes back
/// as an {@link org.rehome.directory.store.Outcome}, and an exception means that the database failed and
/// nothing was written.
@NullMarked
package org.rehome.directory.store;

import org.jspecify.annotations.NullMarked;
