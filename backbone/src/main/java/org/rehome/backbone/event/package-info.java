/// Events on Kafka: CloudEvents attributes in headers (binary mode), JSON in the value.
@NullMarked
package org.rehome.backbone.event;

import org.jspecify.annotations.NullMarked;
