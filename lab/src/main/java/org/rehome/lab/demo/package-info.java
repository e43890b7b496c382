/// The demonstration: a small organisation goes through the six steps on a running suite, by REST alone, while its
/// users and their contacts write to each other. [Demo] is the place to read first.
@NullMarked
package org.rehome.lab.demo;

import org.jspecify.annotations.NullMarked;
