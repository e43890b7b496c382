/// Lanes: stanzas are accepted when Kafka has them on every in-sync replica, are handed over in the order
/// of their partition, and an offset is committed only when every stanza up to it is settled (delivered
/// and confirmed, or returned to its sender).
@NullMarked
package org.rehome.backbone.lane;

import org.jspecify.annotations.NullMarked;
