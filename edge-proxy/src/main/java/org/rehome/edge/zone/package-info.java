/// Partners' servers in the DNS (RFC 6120 §3.2, RFC 2782). `PartnerResolver` is the one that asks.
@NullMarked
package org.rehome.edge.zone;

import org.jspecify.annotations.NullMarked;
