/// The gateway on Kafka: facts of all services become tables, stanzas of lanes become deliveries, and what the
/// gateway has to say is published.
@NullMarked
package org.rehome.gateway.bus;

import org.jspecify.annotations.NullMarked;
