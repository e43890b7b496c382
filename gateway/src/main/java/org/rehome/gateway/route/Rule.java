package org.rehome.gateway.route;

import java.util.Locale;

/// The rules of routing; each route names the one that decided it.
public enum Rule {
    PRESENCE_FROM_OTHER_POOL("presence from a pool that is not the sender's home is dropped"),
    UNKNOWN_PARTNER("the domain belongs to no configured partner"),
    LEGACY_PARTNER("the partner is the legacy gateway's"),
    NOT_ROLLED_OUT("the partner is enabled, but not yet for this user: the legacy gateway's"),
    NOT_CONFIRMING(
            "the partner is enabled, but the pair is not switched yet, for it does not confirm: the legacy gateway's"),
    CAPTURED_ON_LEGACY("the legacy gateway is on the server that sent it: it would come back"),
    PARTNER_ENABLED("the partner is enabled and policy admits the user"),
    POLICY_REFUSES("the access policy in force for the user refuses"),
    PARTNER_PAUSED("the partner is paused"),
    PARTNER_NOT_ENABLED("an edge took it from a partner that is not enabled"),
    USER_HOMED("the recipient is at home on this pool"),
    USER_MOVING("the recipient is moving"),
    DOMAIN_ANSWERS("the recipient is no user of the directory: the home pool of the domain answers for its own"),
    NO_HOME("the recipient's domain is none of ours"),
    CONTACT_NOT_ADDED("the partner is PublicUnverified and the recipient has not added the contact"),
    LEGACY_STRAGGLER("an enabled partner still sends through the legacy gateway"),
    OLD_WAY_CLOSED("an enabled partner still sends through the legacy gateway, and an operator has closed the old way"),
    COLLEAGUE("a colleague's stanza for a user on another pool"),
    HANDED_OVER_IN_VAIN("the pool handed over a stanza for a user who lives on it"),
    ARRIVING("the pool has not yet said that she is home"),
    POOL_AWAY("the link to the pool is not open"),
    RETURNED("an error that goes back to its sender");

    private final String text;

    Rule(String text) {
        this.text = text;
    }

    /// The rule in a sentence.
    public String text() {
        return text;
    }

    /// The form on metrics, headers and REST, such as `policy-refuses`.
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
