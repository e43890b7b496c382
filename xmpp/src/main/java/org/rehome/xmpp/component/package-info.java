/// The component protocol's handshake (XEP-0114).
@NullMarked
package org.rehome.xmpp.component;

import org.jspecify.annotations.NullMarked;
