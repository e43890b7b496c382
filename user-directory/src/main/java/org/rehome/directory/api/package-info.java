/// REST: parses what is asked, has the store do it, and says what came of it.
@NullMarked
package org.rehome.directory.api;

import org.jspecify.annotations.NullMarked;
