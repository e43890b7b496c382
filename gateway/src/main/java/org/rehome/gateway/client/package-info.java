/// What a client of a pool does, by Smack: test users log in, and messages and presence go to a contact at
/// a partner and come back (docs/probe.md).
@NullMarked
package org.rehome.gateway.client;

import org.jspecify.annotations.NullMarked;
