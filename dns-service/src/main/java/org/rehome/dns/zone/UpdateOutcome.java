package org.rehome.dns.zone;

/// What became of an UPDATE.
public sealed interface UpdateOutcome {

    /// Done (NOERROR, with the server's signature).
    ///
    /// @param clockSkewSeconds the server's clock less ours
    record Accepted(long clockSkewSeconds) implements UpdateOutcome {}

    /// Not done: a prerequisite does not hold (NXRRSET, YXRRSET).
    record NotMet(String rcode, long clockSkewSeconds) implements UpdateOutcome {}

    /// Not done: the server does not let this key do this, or does not have the zone.
    ///
    /// @param rcode such as `REFUSED` or `NOTAUTH (BADKEY)`
    /// @param hint what that means on the servers that we know
    record Refused(String rcode, String hint) implements UpdateOutcome {}

    /// Not done: there was no connection.
    record Unreachable(String reason) implements UpdateOutcome {}

    /// Done or not: it was sent, and no answer that can be trusted came.
    record Unknown(String reason) implements UpdateOutcome {}
}
