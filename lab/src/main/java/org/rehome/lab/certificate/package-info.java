/// A throw-away certificate authority, and the lab's own judgement of a peer's certificate.
@NullMarked
package org.rehome.lab.certificate;

import org.jspecify.annotations.NullMarked;
