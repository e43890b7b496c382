package org.rehome.gateway.home;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.PoolEvent.PolicyChanged;
import org.rehome.gateway.home.Access.Scope;

/// The access policies. A user may talk to partners when the policy in force for her has both
/// `enableFederationAccess` and `enableXmppAccess`; without a policy she may not, as with the legacy product's
/// installed global policy. One thread changes it, any may read.
public final class PolicyGate {
    private static final String KEY_PREFIX = "policy/";
    private static final String GLOBAL = "global";
    private static final String POOL_PREFIX = "pool:";

    private final Map<String, PolicyChanged> policies = new ConcurrentHashMap<>();

    public void changed(PolicyChanged event) {
        policies.put(event.policy(), event);
    }

    /// True when the key was a policy's.
    public boolean removed(String key) {
        if (key.startsWith(KEY_PREFIX)) {
            policies.remove(key.substring(KEY_PREFIX.length()));
            return true;
        }
        return false;
    }

    /// What is in force for a user of that pool.
    ///
    /// @param granted the policy granted to the user; null when none was
    public Access access(@Nullable String granted, PoolName pool) {
        if (granted != null) {
            return judge(granted, Scope.USER);
        }
        String ofPool = POOL_PREFIX + pool;
        return policies.containsKey(ofPool) ? judge(ofPool, Scope.POOL) : judge(GLOBAL, Scope.GLOBAL);
    }

    private Access judge(String name, Scope scope) {
        PolicyChanged policy = policies.get(name);
        if (policy == null) {
            return new Access.Refused(name, scope, "there is no policy \"" + name + "\"");
        }
        if (!policy.enableFederationAccess()) {
            return new Access.Refused(name, scope, "enableFederationAccess is off");
        }
        if (!policy.enableXmppAccess()) {
            return new Access.Refused(name, scope, "enableXmppAccess is off");
        }
        return new Access.Admitted(name, scope);
    }

    /// True when the global policy, a pool's, or one that is granted to a user admits.
    public boolean admitsAnybody(Collection<String> granted) {
        return policies.values().stream()
                .filter(each -> each.enableFederationAccess() && each.enableXmppAccess())
                .map(PolicyChanged::policy)
                .anyMatch(name -> name.equals(GLOBAL) || name.startsWith(POOL_PREFIX) || granted.contains(name));
    }
}
