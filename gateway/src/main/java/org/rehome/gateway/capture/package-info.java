/// Who holds capture streams: they are shared in slots, and a slot's streams are handed from one gateway to the next.
@NullMarked
package org.rehome.gateway.capture;

import org.jspecify.annotations.NullMarked;
