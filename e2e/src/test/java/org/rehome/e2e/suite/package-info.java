/// The suite, in containers from the compose file of the project or on this machine: started, inspected, and removed
/// again.
@NullMarked
package org.rehome.e2e.suite;

import org.jspecify.annotations.NullMarked;
