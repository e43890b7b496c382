/// What the edge keeps in its data folder: certificates, trust anchors, the development authority and the dialback
/// secret. Keys are readable by the owner only; files are replaced in one step.
@NullMarked
package org.rehome.edge.store;

import org.jspecify.annotations.NullMarked;
