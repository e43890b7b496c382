package org.rehome.gateway.api;

import java.util.concurrent.TimeoutException;
import org.rehome.rest.Problem;

/// Something that is asked for by REST and waits for the broker.
@FunctionalInterface
interface BrokerWork<T> {
    T run() throws InterruptedException, TimeoutException;

    /// Does it.
    ///
    /// @param whatToDo by the caller when the broker does not answer in time
    /// @throws Problem 503 when it does not, or the gateway is stopping
    static <T> T done(BrokerWork<T> work, String whatToDo) {
        try {
            return work.run();
        } catch (TimeoutException e) {
            throw Problem.unavailable("the broker does not answer: " + e.getMessage() + "; " + whatToDo);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("the gateway is stopping");
        }
    }
}
