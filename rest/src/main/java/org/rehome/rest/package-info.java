/// What the services share on HTTP: problem details (RFC 9457), entity tags, paging, event streams, and
/// what every service process does.
@NullMarked
package org.rehome.rest;

import org.jspecify.annotations.NullMarked;
