/// Our own certificates: what a usable one is, before any handshake shows it.
@NullMarked
package org.rehome.edge.certificate;

import org.jspecify.annotations.NullMarked;
