package org.rehome.dns.cutover;

/// What was tried on the primary before the plan was shown. All of it succeeded, else there is no plan: the key
/// signs, every change of the plan is permitted, and a prerequisite that does not hold is refused.
///
/// @param server the primary, `host:port`
/// @param serial of the zone
/// @param clockSkewSeconds the server's clock less ours
public record Precheck(String server, long serial, long clockSkewSeconds) {}
