/// Homes: where each local user lives, which pool answers for each local domain, the pools, and which access
/// policy is in force for a user.
@NullMarked
package org.rehome.gateway.home;

import org.jspecify.annotations.NullMarked;
