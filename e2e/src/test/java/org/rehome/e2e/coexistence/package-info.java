/// Old and new gateway serve one domain: who talks with whom in every state of users and partners, and
/// what of it was seen to work.
@NullMarked
package org.rehome.e2e.coexistence;

import org.jspecify.annotations.NullMarked;
