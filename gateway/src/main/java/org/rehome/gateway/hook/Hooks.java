package org.rehome.gateway.hook;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.rehome.contracts.address.PoolName;
import org.rehome.xmpp.hook.HookAnswer;
import org.rehome.xmpp.hook.Requests;

/// The hooks of all pools, as this gateway's links reach them.
public interface Hooks {
    /// True while the pool's hook can be asked.
    boolean isOpen(PoolName pool);

    /// Asks without blocking. Fails when the link is not open or ends before the answer.
    ///
    /// @param word the element of the answer
    /// @param request makes the request, with the id that it is given
    CompletableFuture<HookAnswer> ask(PoolName pool, String word, BiFunction<Requests, String, byte[]> request);
}
