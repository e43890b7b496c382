/// Access policies: whether a user may federate and talk to XMPP partners. Names and defaults are those of
/// the legacy product's external access policy.
@NullMarked
package org.rehome.directory.policy;

import org.jspecify.annotations.NullMarked;
