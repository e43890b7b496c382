/// What an operator's script has: the services' REST, and patience.
@NullMarked
package org.rehome.lab.operator;

import org.jspecify.annotations.NullMarked;
