/// The account of every message that the lab sends: what became of it, and in which order.
@NullMarked
package org.rehome.lab.ledger;

import org.jspecify.annotations.NullMarked;
