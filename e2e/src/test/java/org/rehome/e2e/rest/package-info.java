/// The REST of the services, asked as a user would.
@NullMarked
package org.rehome.e2e.rest;

import org.jspecify.annotations.NullMarked;
