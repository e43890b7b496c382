/// The Apache Kafka broker, embedded: one KRaft node, broker and controller in one, in this JVM.
///
/// Read [EmbeddedKafka] first. [Settings] says where it keeps its data and where it listens, `ServerProperties` how the
/// broker is tuned, `Node` is the only class that knows the broker's inner classes.
@NullMarked
package org.rehome.broker;

import org.jspecify.annotations.NullMarked;
