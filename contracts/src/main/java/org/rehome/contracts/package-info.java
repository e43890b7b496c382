/// What the services say to each other. `Topics` is the one list of topics; `address` holds JIDs and
/// domains, `event` the events of each event topic, `stanza` the record of a stanza on a lane.
@NullMarked
package org.rehome.contracts;

import org.jspecify.annotations.NullMarked;
