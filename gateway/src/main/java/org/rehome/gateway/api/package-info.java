/// The gateway on HTTP: partners, links, routes, events, readiness.
@NullMarked
package org.rehome.gateway.api;

import org.jspecify.annotations.NullMarked;
