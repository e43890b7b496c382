/// Stanzas and addresses as the lab builds and reads them.
@NullMarked
package org.rehome.lab.stanza;

import org.jspecify.annotations.NullMarked;
