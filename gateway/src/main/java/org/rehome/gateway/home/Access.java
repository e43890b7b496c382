package org.rehome.gateway.home;

/// What access policy says of a local address.
public sealed interface Access {

    /// @param policy the policy in force: `global`, `pool:<pool>` or a name
    /// @param scope where it comes from: user, pool or global
    record Admitted(String policy, Scope scope) implements Access {}

    /// @param reason which of the two switches is off, or that there is no policy
    record Refused(String policy, Scope scope, String reason) implements Access {}

    /// No user: policies do not speak of servers and services.
    record NotAUser() implements Access {}

    /// The nearest policy applies: user over pool over global.
    enum Scope {
        USER,
        POOL,
        GLOBAL
    }
}
