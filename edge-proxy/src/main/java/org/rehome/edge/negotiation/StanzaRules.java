package org.rehome.edge.negotiation;

import java.nio.charset.StandardCharsets;
import org.rehome.edge.negotiation.InboundAction.Accept;
import org.rehome.edge.negotiation.InboundAction.Bounce;
import org.rehome.edge.negotiation.InboundAction.Drop;
import org.rehome.edge.negotiation.InboundAction.FinishClose;
import org.rehome.edge.negotiation.InboundAction.Ignored;
import org.rehome.edge.negotiation.InboundState.Closed;
import org.rehome.edge.negotiation.InboundState.Draining;
import org.rehome.edge.negotiation.InboundState.Open;
import org.rehome.edge.negotiation.InboundState.Session;
import org.rehome.edge.partner.DomainPair;
import org.rehome.xmpp.stanza.ErrorReply;
import org.rehome.xmpp.stanza.Stanza;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.StreamErrorCondition;

/// Which stanzas a stream may bring: those whose addresses are authenticated on it (RFC 6120 §8.1.1.2, §8.1.2.2).
final class StanzaRules {

    /// What came of an element.
    private sealed interface Ruling {
        record Fine(Stanza stanza, DomainPair pair) implements Ruling {}

        record Returned(DomainPair pair, Stanza.Reading.StanzaFault fault) implements Ruling {}

        record Broken(StreamErrorCondition condition, HandshakeFailure failure, String detail) implements Ruling {}
    }

    Step<InboundState, InboundAction> open(Session session, Frame frame) {
        if (!session.established()) {
            return InboundNegotiation.fail(
                    StreamErrorCondition.NOT_AUTHORIZED,
                    HandshakeFailure.UNAUTHENTICATED_STANZA,
                    frame.name() + " before authentication");
        }
        return switch (rule(session, frame)) {
            case Ruling.Fine(var stanza, var pair) -> Step.to(new Open(session), new Accept(stanza, pair));
            case Ruling.Returned(var pair, var fault) -> returned(new Open(session), pair, fault);
            case Ruling.Broken(var condition, var failure, var detail) ->
                InboundNegotiation.fail(condition, failure, detail);
        };
    }

    /// After our closing tag no error can be sent any more: what breaks a rule ends the connection.
    Step<InboundState, InboundAction> draining(Session session, Frame frame) {
        if (!frame.namespace().equals(frame.contentNamespace())) {
            return Step.to(new Draining(session));
        }
        return switch (rule(session, frame)) {
            case Ruling.Fine(var stanza, var pair) -> Step.to(new Draining(session), new Accept(stanza, pair));
            case Ruling.Returned(var pair, var fault) -> returned(new Draining(session), pair, fault);
            case Ruling.Broken(var condition, var failure, var detail) ->
                Step.to(new Closed(), new Ignored(detail), new FinishClose());
        };
    }

    private static Ruling rule(Session session, Frame frame) {
        return switch (Stanza.read(frame)) {
            case Stanza.Reading.StreamFault(var condition, var detail) ->
                new Ruling.Broken(condition, HandshakeFailure.STREAM, detail);
            case Stanza.Reading.StanzaFault fault ->
                switch (pair(session, fault.stanza())) {
                    case Ruling.Fine(var stanza, var pair) -> new Ruling.Returned(pair, fault);
                    case Ruling.Returned returned -> returned;
                    case Ruling.Broken broken -> broken;
                };
            case Stanza.Reading.Read(var stanza) -> pair(session, stanza);
        };
    }

    private static Ruling pair(Session session, Stanza stanza) {
        DomainPair pair = new DomainPair(stanza.to().domain(), stanza.from().domain());
        if (session.verified().contains(pair)) {
            return new Ruling.Fine(stanza, pair);
        }
        boolean fromKnown =
                session.verified().stream().anyMatch(each -> each.partner().equals(pair.partner()));
        return fromKnown
                ? new Ruling.Broken(
                        StreamErrorCondition.HOST_UNKNOWN,
                        HandshakeFailure.UNAUTHENTICATED_STANZA,
                        "to " + pair.local() + " is not negotiated on this stream")
                : new Ruling.Broken(
                        StreamErrorCondition.INVALID_FROM,
                        HandshakeFailure.UNAUTHENTICATED_STANZA,
                        "from " + pair.partner() + " is not authenticated on this stream");
    }

    private static Step<InboundState, InboundAction> returned(
            InboundState next, DomainPair pair, Stanza.Reading.StanzaFault fault) {
        return ErrorReply.to(fault.stanza(), fault.condition(), fault.detail())
                .<Step<InboundState, InboundAction>>map(
                        error -> Step.to(next, new Bounce(pair, new String(error, StandardCharsets.UTF_8))))
                .orElseGet(() -> Step.to(next, new Drop(fault.detail())));
    }
}
