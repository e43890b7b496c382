/// Pings (XEP-0199), which serve as barriers: an answer shows that what was sent before was processed.
@NullMarked
package org.rehome.xmpp.ping;

import org.jspecify.annotations.NullMarked;
