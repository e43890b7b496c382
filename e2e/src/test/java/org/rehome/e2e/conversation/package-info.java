/// Numbered messages and the account of them.
@NullMarked
package org.rehome.e2e.conversation;

import org.jspecify.annotations.NullMarked;
