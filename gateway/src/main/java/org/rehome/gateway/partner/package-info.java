/// Partners: their settings with the names, defaults and negotiation matrix of the legacy product, the states
/// that an operator leads them through, and the tables of what is known of them.
@NullMarked
package org.rehome.gateway.partner;

import org.jspecify.annotations.NullMarked;
