/// What the edge knows of partners and of our own domains, from the events of the other services. `Partners` says who
/// is admitted and by which settings; `LocalDomains` which domains are ours.
@NullMarked
package org.rehome.edge.partner;

import org.jspecify.annotations.NullMarked;
