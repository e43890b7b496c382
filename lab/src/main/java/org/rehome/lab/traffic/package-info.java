/// A load of messages between users and contacts, each of them on the ledger's account.
@NullMarked
package org.rehome.lab.traffic;

import org.jspecify.annotations.NullMarked;
