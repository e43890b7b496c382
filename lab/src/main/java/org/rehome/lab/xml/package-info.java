/// The lab's own XML: a strict pull parser for XMPP streams and an immutable element tree.
///
/// It shares no code with the services, so that a bug of theirs is seen here and not repeated.
@NullMarked
package org.rehome.lab.xml;

import org.jspecify.annotations.NullMarked;
