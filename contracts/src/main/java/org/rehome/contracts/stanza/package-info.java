/// A stanza on its lane: its raw XML and what routing needs to know without parsing it.
@NullMarked
package org.rehome.contracts.stanza;

import org.jspecify.annotations.NullMarked;
