/// Other people's DNS servers: updates signed with TSIG for the primary, questions for all. `Primary` is the place
/// to start; `Exchange` moves the bytes, `Wire` translates between our values and dnsjava's.
@NullMarked
package org.rehome.dns.zone;

import org.jspecify.annotations.NullMarked;
