/// Work that is shared by the instances of a service.
@NullMarked
package org.rehome.backbone.group;

import org.jspecify.annotations.NullMarked;
