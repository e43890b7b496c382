/// DNS records as values: names, record sets, and the records that an operator wants for a domain. Pure.
@NullMarked
package org.rehome.dns.record;

import org.jspecify.annotations.NullMarked;
