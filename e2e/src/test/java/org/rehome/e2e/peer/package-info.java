/// Real XMPP servers in containers, their certificates, and clients that log in on them.
@NullMarked
package org.rehome.e2e.peer;

import org.jspecify.annotations.NullMarked;
