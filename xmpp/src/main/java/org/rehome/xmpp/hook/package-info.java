/// The protocol between a pool's hook and the gateway (docs/pool-hook.md): what is written and what is read, pure.
@NullMarked
package org.rehome.xmpp.hook;

import org.jspecify.annotations.NullMarked;
