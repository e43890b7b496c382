/// What is written, held to what is there.
@NullMarked
package org.rehome.e2e.docs;

import org.jspecify.annotations.NullMarked;
