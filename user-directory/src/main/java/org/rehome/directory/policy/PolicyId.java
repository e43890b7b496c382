package org.rehome.directory.policy;

import java.util.regex.Pattern;
import org.rehome.contracts.address.PoolName;

/// The identity of an access policy; it says where the policy applies.
public sealed interface PolicyId {
    String GLOBAL = "global";
    String POOL_PREFIX = "pool:";

    /// Applies to everybody for whom nothing nearer does; always there.
    record Global() implements PolicyId {
        @Override
        public String toString() {
            return GLOBAL;
        }
    }

    /// Applies by itself to the users of a pool.
    record OfPool(PoolName pool) implements PolicyId {
        @Override
        public String toString() {
            return POOL_PREFIX + pool;
        }
    }

    /// Applies to the users to whom it was granted.
    record Named(String name) implements PolicyId {
        private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

        public Named {
            if (!FORM.matcher(name).matches() || name.equals(GLOBAL)) {
                throw new IllegalArgumentException("not the name of a policy that can be granted: \"" + name
                        + "\": 1 to 64 letters, digits, dots, hyphens and underscores, and not global");
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// Reads `global`, `pool:<pool>` or a name.
    ///
    /// @throws IllegalArgumentException when the text is none of them
    static PolicyId parse(String text) {
        if (text.equals(GLOBAL)) {
            return new Global();
        }
        if (text.startsWith(POOL_PREFIX)) {
            return new OfPool(new PoolName(text.substring(POOL_PREFIX.length())));
        }
        return new Named(text);
    }
}
