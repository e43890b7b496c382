/// The ledger: the accounts of all lane partitions, written by whoever works them, read by all.
@NullMarked
package org.rehome.backbone.ledger;

import org.jspecify.annotations.NullMarked;
