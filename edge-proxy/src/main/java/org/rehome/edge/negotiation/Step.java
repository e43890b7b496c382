package org.rehome.edge.negotiation;

import java.util.List;

/// What an event led to.
///
/// @param actions to be carried out in this order
public record Step<S, A>(S next, List<A> actions) {
    public Step {
        actions = List.copyOf(actions);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    static <S, A> Step<S, A> to(S next, A... actions) {
        return new Step<>(next, List.of(actions));
    }
}
