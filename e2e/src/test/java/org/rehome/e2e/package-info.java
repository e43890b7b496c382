/// Scenarios against the suite as `docker-compose.yml` runs it, and real peers in containers beside it. A
/// scenario that cannot run fails and says why; none is skipped.
///
/// `suite` runs the compose file and cleans up after it, `rest` asks the services, `peer` holds the
/// containers of Prosody and ejabberd, their certificates and the XMPP clients, `dns` writes and reads zones
/// at BIND, `conversation` keeps the account of every message. `architecture` and `docs` need no container.
@NullMarked
package org.rehome.e2e;

import org.jspecify.annotations.NullMarked;
