/// Links of the kinds component (XEP-0114) and hook (docs/pool-hook.md): injection streams, by which this gateway
/// delivers to a pool and asks for confirmation; capture streams, which take what the pool's users send to a
/// partner and are shared with other gateways; and where the pool's server has a hook, what it hands over on the
/// injection stream instead. Blocking sockets on virtual threads.
@NullMarked
package org.rehome.gateway.link;

import org.jspecify.annotations.NullMarked;
