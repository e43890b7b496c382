/// What the services share on Kafka: `lane` carries stanzas, `facts` turns compacted topics into tables
/// that know when they have caught up, `event` publishes and consumes events, `outbox` lets events leave
/// with a database transaction, `group` shares work among instances. Nothing here knows XML.
@NullMarked
package org.rehome.backbone;

import org.jspecify.annotations.NullMarked;
