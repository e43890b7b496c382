/// Users and their homes, and the CSV file that many of them come in.
@NullMarked
package org.rehome.directory.user;

import org.jspecify.annotations.NullMarked;
