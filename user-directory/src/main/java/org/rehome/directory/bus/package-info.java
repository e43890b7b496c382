/// Kafka: events leave by the outbox, gateways' answers and links come in, and moves are carried out in
/// between.
@NullMarked
package org.rehome.directory.bus;

import org.jspecify.annotations.NullMarked;
