package org.rehome.contracts.event;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;

/// Pools, the home pools of domains, and access policies. A tombstone says that the key was removed.
public sealed interface PoolEvent extends Event {

    /// A pool and how the gateway attaches to it.
    ///
    /// @param pool its name
    /// @param description what operators say about it
    /// @param domains the local domains whose users may live on it
    /// @param legacy true for the server that the organisation is leaving
    /// @param link how the gateway attaches to it
    /// @param clientAddress `host:port` to which clients of users who have moved here are sent; null: none is named
    /// @param forced true when it was registered although its component port did not answer
    /// @param version rises with every change of the pool
    record PoolRegistered(
            PoolName pool,
            @Nullable String description,
            List<Domain> domains,
            boolean legacy,
            Link link,
            @Nullable String clientAddress,
            boolean forced,
            long version)
            implements PoolEvent {
        public PoolRegistered {
            domains = List.copyOf(domains);
        }

        @Override
        public String key() {
            return "pool/" + pool;
        }
    }

    /// How the gateway attaches to a pool: by the component protocol (XEP-0114), alone or with a hook in the pool's
    /// server (docs/pool-hook.md).
    ///
    /// @param kind `component`, or `hook`: the pool's server has a hook, and there are no capture streams
    /// @param host where the pool's component listener is
    /// @param injectionPort port of the listener whose sender checks are off
    /// @param capturePort port of the listener for partners' domains; null: `injectionPort`. A hook has none
    /// @param injectionName name of the injection component; null: `<gateway id>.<first domain of the pool>`
    /// @param secret name of the component secret in the gateway's configuration, never the secret
    record Link(
            String kind,
            String host,
            int injectionPort,
            @Nullable Integer capturePort,
            @Nullable String injectionName,
            String secret) {
        /// The component protocol alone.
        public static final String COMPONENT = "component";

        /// With a hook in the pool's server.
        public static final String HOOK = "hook";

        public Link {
            switch (kind) {
                case COMPONENT -> capturePort = capturePort == null ? Integer.valueOf(injectionPort) : capturePort;
                case HOOK -> {
                    if (capturePort != null) {
                        throw new IllegalArgumentException(
                                "link.capturePort is " + capturePort + "; a hook has no capture streams: leave it out");
                    }
                }
                default ->
                    throw new IllegalArgumentException(
                            "link.kind is \"" + kind + "\"; known kinds: " + COMPONENT + ", " + HOOK);
            }
        }

        /// True when the pool's server has a hook.
        public boolean hooked() {
            return kind.equals(HOOK);
        }
    }

    /// The pool that answers for a local domain or subdomain itself.
    ///
    /// @param domain the local domain or subdomain
    /// @param pool its home pool
    /// @param version rises with every change of the domain's home
    record DomainHomed(Domain domain, PoolName pool, long version) implements PoolEvent {
        @Override
        public String key() {
            return "domain/" + domain;
        }
    }

    /// An access policy.
    ///
    /// @param policy its identity: `global`, `pool:<pool>` or the name of a policy granted to users
    /// @param description what operators say about it
    /// @param enableFederationAccess the user may federate at all; precondition of the next
    /// @param enableXmppAccess the user may talk to XMPP partners
    /// @param version rises with every change of the policy
    record PolicyChanged(
            String policy,
            @Nullable String description,
            boolean enableFederationAccess,
            boolean enableXmppAccess,
            long version)
            implements PoolEvent {
        @Override
        public String key() {
            return "policy/" + policy;
        }
    }
}
