package org.rehome.directory.policy;

import org.jspecify.annotations.Nullable;
import org.rehome.contracts.event.PoolEvent.PolicyChanged;

/// An access policy.
///
/// @param version rises with every change
public record Policy(PolicyId id, Settings settings, long version) {
    private static final int MAX_DESCRIPTION = 1000;

    /// What a policy says, apart from whom it applies to.
    ///
    /// @param enableFederationAccess the user may federate at all; precondition of the next
    /// @param enableXmppAccess the user may talk to XMPP partners
    public record Settings(@Nullable String description, boolean enableFederationAccess, boolean enableXmppAccess) {
        /// What the legacy product installs.
        public static final Settings DEFAULTS = new Settings(null, false, false);

        public Settings {
            if (description != null && description.length() > MAX_DESCRIPTION) {
                throw new IllegalArgumentException("a description has at most " + MAX_DESCRIPTION + " characters");
            }
        }
    }

    /// True when users under this policy may talk to XMPP partners.
    public boolean admitsXmpp() {
        return settings.enableFederationAccess() && settings.enableXmppAccess();
    }

    public PolicyChanged event() {
        return new PolicyChanged(
                id.toString(),
                settings.description(),
                settings.enableFederationAccess(),
                settings.enableXmppAccess(),
                version);
    }
}
