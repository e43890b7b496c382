/// What pools' hooks are told of users who move, and what waits for their answers.
@NullMarked
package org.rehome.gateway.hook;

import org.jspecify.annotations.NullMarked;
