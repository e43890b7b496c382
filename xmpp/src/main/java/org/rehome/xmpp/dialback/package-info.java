/// Dialback keys (XEP-0220, XEP-0185).
@NullMarked
package org.rehome.xmpp.dialback;

import org.jspecify.annotations.NullMarked;
