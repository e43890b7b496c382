/// Links of the kind component (XEP-0114): injection streams, by which this gateway delivers to a pool and asks for
/// confirmation, and capture streams, which take what the pool's users send to a partner and are shared with other
// gateways. Blocking sockets on
/// virtual threads.
@NullMarked
package org.rehome.gateway.link;

import org.jspecify.annotations.NullMarked;
