/// What survives a restart: the journal, from which desired records and cut-overs are made again, and the TSIG key.
/// `Journal` is the file, `JournalJson` its lines, `Registry` what they add up to.
@NullMarked
package org.rehome.dns.store;

import org.jspecify.annotations.NullMarked;
