/// The systems that are measured, each started for one run and ended after it: Rehome as a suite, Prosody
/// and ejabberd as Debian packages them. [Contender] lists them.
@NullMarked
package org.rehome.benchmark.server;

import org.jspecify.annotations.NullMarked;
