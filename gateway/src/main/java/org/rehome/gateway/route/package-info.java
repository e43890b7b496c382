/// Routing: one pure function from what is known about a stanza to where it goes, and the collection of what is
/// known.
@NullMarked
package org.rehome.gateway.route;

import org.jspecify.annotations.NullMarked;
