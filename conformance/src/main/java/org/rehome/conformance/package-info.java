/// What RFC 6120 and the XEPs ask of a server-to-server end, and how a test says which line it proves. Only tests know
/// this package; docs/conformance.md is made from it and from them.
@NullMarked
package org.rehome.conformance;

import org.jspecify.annotations.NullMarked;
