package org.rehome.e2e.conformance;

import static org.rehome.conformance.Requirement.A3;
import static org.rehome.conformance.Requirement.A7;
import static org.rehome.conformance.Requirement.C10;
import static org.rehome.conformance.Requirement.C7;
import static org.rehome.conformance.Requirement.D9;
import static org.rehome.conformance.Requirement.E3;
import static org.rehome.conformance.Requirement.H6;
import static org.rehome.conformance.Requirement.I6;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.rehome.conformance.Requirement;

/// What a requirement asks for and the suite does not do: the whole of it, or a part beside what tests prove.
final class Shortfalls {
    private static final Map<Requirement, String> KNOWN = new EnumMap<>(Map.of(
            A3,
            "A domain that was ours before is host-unknown, not host-gone: nobody keeps which there were.",
            A7,
            "Streams that a new policy forbids end at once, not one after the other.",
            C7,
            "Addresses of one family are tried in the order of the DNS, not by the rules of RFC 6724.",
            C10,
            "Certificates are not asked about at their authorities, so one that is revoked keeps its streams until it expires.",
            D9,
            "A partner's certificate can be pinned; its own authority cannot be trusted for it alone.",
            E3,
            "No setting of a partner leaves the authorization identity out.",
            H6,
            "What is sent again keeps its id and every other byte: it gets no delay (XEP-0203).",
            I6,
            "A domain without SRV records whose own address does not answer is remote-server-timeout,"
                    + " where RFC 6120 has remote-server-not-found."));

    private Shortfalls() {}

    static Optional<String> of(Requirement requirement) {
        return Optional.ofNullable(KNOWN.get(requirement));
    }
}
