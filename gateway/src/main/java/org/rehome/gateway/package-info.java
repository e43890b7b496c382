/// The gateway: partners, routing and the links to the pools. `Gateway` starts and stops it all and is the place to
/// read first. `partner`, `home`, `route`, `lane` and `capture` decide and know nothing of the outside; `link` talks to
/// pools, `bus` to Kafka, `api` to people.
@NullMarked
package org.rehome.gateway;

import org.jspecify.annotations.NullMarked;
