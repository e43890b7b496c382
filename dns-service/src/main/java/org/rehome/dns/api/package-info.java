/// REST: `/zones`, `/domains`, `/cutovers`, `/events`, and the health checks.
@NullMarked
package org.rehome.dns.api;

import org.jspecify.annotations.NullMarked;
