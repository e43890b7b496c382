/// The conformance suite of pool hooks: one test for each promise of `docs/pool-hook.md`, the same for every
/// server. `ProsodyHookTest` and its likes run it; a hook for another server gets one more of them.
@NullMarked
package org.rehome.e2e.hook;

import org.jspecify.annotations.NullMarked;
