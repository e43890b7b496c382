/// What the lab's tests share.
@NullMarked
package org.rehome.lab;

import org.jspecify.annotations.NullMarked;
