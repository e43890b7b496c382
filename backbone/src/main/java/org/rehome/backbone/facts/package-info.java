/// Facts: what services know of each other, read from compacted topics from their beginning.
@NullMarked
package org.rehome.backbone.facts;

import org.jspecify.annotations.NullMarked;
