package org.rehome.gateway.route;

/// What routing has to know of the partner at the other end.
public sealed interface PartnerState {

    /// Nobody has configured it.
    ///
    /// @param legacyGatewayLinked true when a legacy gateway is there to try
    record Unknown(boolean legacyGatewayLinked) implements PartnerState {}

    /// The legacy gateway's.
    record Legacy() implements PartnerState {}

    /// The legacy gateway's, while its switch is being prepared.
    record Staged() implements PartnerState {}

    /// @param confirming true when the pair of domains has confirmed what was sent to it, and was switched to the edges
    /// @param rolledOut true when the local user is among those for whom it is enabled
    record Enabled(boolean confirming, boolean rolledOut) implements PartnerState {}

    record Paused() implements PartnerState {}
}
