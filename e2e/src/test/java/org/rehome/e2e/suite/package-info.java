/// The suite in containers, from the compose file of the project: started, inspected, and removed again.
@NullMarked
package org.rehome.e2e.suite;

import org.jspecify.annotations.NullMarked;
