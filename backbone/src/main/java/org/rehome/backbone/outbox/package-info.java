/// The transactional outbox: an event is a row written in the transaction that it tells of, and leaves for
/// Kafka afterwards, in order, at least once, with the same id each time.
@NullMarked
package org.rehome.backbone.outbox;

import org.jspecify.annotations.NullMarked;
