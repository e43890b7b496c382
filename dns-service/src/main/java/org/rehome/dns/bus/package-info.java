/// Kafka: what the gateway and the edges say (`FederationFacts`), and the events of this service, which follow the
/// journal (`EventRelay`). The service works without Kafka but for the preconditions; events then wait.
@NullMarked
package org.rehome.dns.bus;

import org.jspecify.annotations.NullMarked;
