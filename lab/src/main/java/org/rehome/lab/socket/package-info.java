/// Streams on blocking sockets: what the simulated pools and partners have in common below the stanza.
@NullMarked
package org.rehome.lab.socket;

import org.jspecify.annotations.NullMarked;
