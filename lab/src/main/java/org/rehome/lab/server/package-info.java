/// What simulated pools and partners have in common as servers: users with a session, storage for those without, and
/// the answers that a server gives for itself.
@NullMarked
package org.rehome.lab.server;

import org.jspecify.annotations.NullMarked;
