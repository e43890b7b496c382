/// What a walk to a partner has shown, step by step, in words that tell an operator what to do.
@NullMarked
package org.rehome.edge.probe;

import org.jspecify.annotations.NullMarked;
