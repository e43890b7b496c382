package org.rehome.edge.negotiation;

import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.edge.partner.Admission;
import org.rehome.edge.partner.KnownPartner;
import org.rehome.xmpp.stream.StreamErrorCondition;
import org.rehome.xmpp.stream.StreamHeader;

/// The rules for the header of a stream that a peer opened to us (RFC 6120 §4.7).
final class HeaderRules {
    /// What a header came to.
    sealed interface Verdict {
        /// @param from null when the header has none
        /// @param partner the partner of `from`; null when there is no `from`
        /// @param features false for a peer from before version 1.0, which knows none (RFC 6120 §4.7.5)
        record Good(
                Domain local,
                @Nullable Domain from,
                @Nullable KnownPartner partner,
                boolean features) implements Verdict {}

        /// @param local our name in the answer: the one asked for, or one of ours, or null (RFC 6120 §4.9.1.3)
        record Bad(
                StreamErrorCondition condition,
                HandshakeFailure failure,
                String detail,
                @Nullable Domain local) implements Verdict {}
    }

    private final EdgeFacts facts;

    HeaderRules(EdgeFacts facts) {
        this.facts = facts;
    }

    /// One of our names for an answer that cannot know which was meant; null while we have none.
    @Nullable
    Domain anyLocal() {
        return facts.locals().all().stream().sorted().findFirst().orElse(null);
    }

    Verdict judge(StreamHeader header) {
        OptionalInt major = header.majorVersion();
        if (major.isEmpty() || major.getAsInt() > 1) {
            return bad(
                    StreamErrorCondition.UNSUPPORTED_VERSION,
                    HandshakeFailure.STREAM,
                    "version " + header.version() + " is not supported, 1.0 is",
                    anyLocal());
        }
        try {
            return addressed(header, major.getAsInt() == 1);
        } catch (InvalidAddress e) {
            return bad(
                    StreamErrorCondition.IMPROPER_ADDRESSING,
                    HandshakeFailure.ADDRESS,
                    String.valueOf(e.getMessage()),
                    anyLocal());
        }
    }

    private Verdict addressed(StreamHeader header, boolean features) {
        Set<Domain> ours = facts.locals().all();
        String to = header.to();
        if (to == null && ours.size() != 1) {
            return bad(
                    StreamErrorCondition.IMPROPER_ADDRESSING,
                    HandshakeFailure.ADDRESS,
                    "the header has no to, and more than one domain is served here",
                    anyLocal());
        }
        Domain local = to == null ? ours.iterator().next() : Domain.parse(to);
        if (!ours.contains(local)) {
            boolean former = facts.locals().isFormer(local);
            return bad(
                    former ? StreamErrorCondition.HOST_GONE : StreamErrorCondition.HOST_UNKNOWN,
                    HandshakeFailure.ADDRESS,
                    local + (former ? " is no longer served here" : " is not served here"),
                    anyLocal());
        }
        String from = header.from();
        return from == null
                ? new Verdict.Good(local, null, null, features)
                : admitted(local, Domain.parse(from), features);
    }

    private Verdict admitted(Domain local, Domain from, boolean features) {
        if (facts.locals().contains(from)) {
            return bad(
                    StreamErrorCondition.POLICY_VIOLATION,
                    HandshakeFailure.NOT_ADMITTED,
                    from + " is served here, so nobody else speaks for it",
                    local);
        }
        return switch (facts.partners().admission(from)) {
            case Admission.Admitted(var partner) -> new Verdict.Good(local, from, partner, features);
            case Admission.Refused(var reason) ->
                bad(StreamErrorCondition.POLICY_VIOLATION, HandshakeFailure.NOT_ADMITTED, reason, local);
        };
    }

    private static Verdict bad(
            StreamErrorCondition condition, HandshakeFailure failure, String detail, @Nullable Domain local) {
        return new Verdict.Bad(condition, failure, detail, local);
    }
}
