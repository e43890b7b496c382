package org.rehome.directory.policy;

import org.jspecify.annotations.Nullable;

/// The one policy that applies to a user: the nearest of user, pool and global. Policies are not merged.
public record EffectivePolicy(Scope scope, Policy policy) {

    /// Where a policy comes from, the nearest first.
    public enum Scope {
        USER,
        POOL,
        GLOBAL
    }

    /// @param granted the policy granted to the user; null when none was
    /// @param ofPool the policy of her pool; null when it has none
    public static EffectivePolicy of(@Nullable Policy granted, @Nullable Policy ofPool, Policy global) {
        if (granted != null) {
            return new EffectivePolicy(Scope.USER, granted);
        }
        if (ofPool != null) {
            return new EffectivePolicy(Scope.POOL, ofPool);
        }
        return new EffectivePolicy(Scope.GLOBAL, global);
    }
}
