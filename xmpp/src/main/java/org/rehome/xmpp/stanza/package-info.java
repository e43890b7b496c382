/// Stanzas (RFC 6120 §8): what routing needs of them, error replies, and the content namespace.
@NullMarked
package org.rehome.xmpp.stanza;

import org.jspecify.annotations.NullMarked;
