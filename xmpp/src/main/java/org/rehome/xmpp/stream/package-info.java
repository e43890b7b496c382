/// XML streams (RFC 6120 §4, §11): headers, framing, stream errors. Bytes in, items out; no I/O.
@NullMarked
package org.rehome.xmpp.stream;

import org.jspecify.annotations.NullMarked;
