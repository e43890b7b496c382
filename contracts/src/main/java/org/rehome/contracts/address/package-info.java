/// Addresses as RFC 7622 defines them, prepared (PRECIS) when they are made: equal addresses are equal
/// values, so they can be keys.
@NullMarked
package org.rehome.contracts.address;

import org.jspecify.annotations.NullMarked;
