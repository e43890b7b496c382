/// The edge on HTTP: certificates, trust anchors, streams, edges, events.
@NullMarked
package org.rehome.edge.api;

import org.jspecify.annotations.NullMarked;
